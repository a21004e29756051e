package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.doctor.probe.FrameProbe.Seen;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.WindowUpdateFrame;

import java.time.Duration;
import java.util.List;

/** The start of the connection (RFC 9113 section 3.4), and each of the SETTINGS of the server. */
public final class SettingsCheck implements Check {
  private static final int PINGS = 2;

  @Override
  public List<String> names() {
    return List.of("preface", "settings", "upload");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    try (FrameProbe probe = FrameProbe.open(exam)) {
      Seen first = probe.awaitSettings(exam.timeLeft());
      if (first == null) {
        exam.version(HttpVersion.UNKNOWN);
        exam.obstacle("HTTP/2 did not start");
        exam.add(Finding.of("preface", Verdict.PROBLEM, probe.end() == null
            ? "no SETTINGS came within " + Words.seconds(exam.options().checkTime())
            : "no SETTINGS came: " + FrameLog.printable(probe.end()))
          .advising("The server, or a proxy before it, does not speak HTTP/2 here although it agreed to."));
        return;
      }
      measureRoundTrip(exam, probe);
      Frame acknowledgement = acknowledgement(probe);
      Duration took = probe.since(first);
      String came = "SETTINGS came " + Words.millis(took) + " after the socket was open";
      exam.add(acknowledgement != null
        ? Finding.of("preface", Verdict.OK, came + ", ours were acknowledged").with("ms", Words.inMillis(took))
        : Finding.of("preface", Verdict.WARNING, came + ", but ours were not acknowledged")
          .advising("RFC 9113 section 6.5.3: SETTINGS are acknowledged at once. Clients close such a connection with"
            + " SETTINGS_TIMEOUT.").with("ms", Words.inMillis(took)));
      SettingsJudge judge = new SettingsJudge((SettingsFrame) first.frame(), connectionWindow(probe),
        exam.roundTrip());
      judge.settings().forEach(exam::add);
      exam.add(judge.upload());
    }
  }

  /**
   * The shortest of a few. It replaces the time of the TCP connection, which may end at a proxy that is near. The reply
   * to a PING comes after the acknowledgement of SETTINGS that were sent before.
   */
  private static void measureRoundTrip(Exam exam, FrameProbe probe) {
    Duration least = null;
    for (int i = 0; i < PINGS; i++) {
      Duration time = probe.ping(exam.timeLeft());
      if (time == null) {
        return;
      }
      least = least == null || time.compareTo(least) < 0 ? time : least;
      exam.roundTrip(least);
    }
  }

  private static Frame acknowledgement(FrameProbe probe) {
    return probe.seen().stream().map(Seen::frame)
      .filter(frame -> frame instanceof SettingsFrame settings && settings.isAck()).findFirst().orElse(null);
  }

  /** What this side may send on all streams together: the initial value, and what the server has added at once. */
  private static long connectionWindow(FrameProbe probe) {
    return SettingsJudge.INITIAL_WINDOW + probe.seen().stream().map(Seen::frame)
      .mapToLong(frame -> frame instanceof WindowUpdateFrame update && update.streamId() == 0 ? update.increment() : 0)
      .sum();
  }
}
