package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.doctor.probe.FrameProbe.Seen;
import io.github.vertxnghttp2.frame.FrameLog;

import java.util.List;

/** Two connections at once: are both served, and by servers that are set up alike? */
public final class ConnectionsCheck implements Check {

  @Override
  public List<String> names() {
    return List.of("connections");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    try (FrameProbe first = FrameProbe.open(exam)) {
      Seen settings = first.awaitSettings(exam.timeLeft());
      exam.add(second(exam, first, settings));
    }
  }

  private static Finding second(Exam exam, FrameProbe first, Seen settings) {
    Finding refused = Finding.of("connections", Verdict.WARNING, "a second connection at the same time was refused")
      .advising("Clients behind one address, such as a proxy's, share it: permit several connections.");
    try (FrameProbe second = FrameProbe.open(exam)) {
      Seen others = second.awaitSettings(exam.timeLeft());
      if (others == null || settings == null) {
        return refused;
      }
      if (first.ping(exam.timeLeft()) == null) {
        return Finding.of("connections", Verdict.WARNING, first.end() == null
            ? "with a second connection, the first one did not reply to a PING"
            : "with a second connection, the first one ended: " + FrameLog.printable(first.end()))
          .advising("Clients may open several connections: permit them.");
      }
      return others.frame().equals(settings.frame())
        ? Finding.of("connections", Verdict.OK, "two at once, with the same SETTINGS")
        : Finding.of("connections", Verdict.NOTE, "two at once, with different SETTINGS")
          .advising("Different servers share the address. Set them up alike, or compare them one by one by"
            + " --connect-to.");
    } catch (CheckFailedException e) {
      return refused;
    }
  }
}
