package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.frame.FrameLog;

import java.time.Duration;
import java.util.List;

/** Whether the server ignores what it does not know, so that HTTP/2 can be extended: RFC 9113 section 5.5. */
public final class ExtensionsCheck implements Check {
  /** Nobody has registered these, and nobody will. */
  private static final int UNKNOWN_TYPE = 0xe4;
  private static final int UNKNOWN_SETTING = 0x1a1a;

  @Override
  public List<String> names() {
    return List.of("extensions");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    try (FrameProbe probe = FrameProbe.open(exam)) {
      probe.awaitSettings(exam.timeLeft());
      probe.submit(session -> {
        session.submitSettings(UNKNOWN_SETTING, 1);
        session.submitExtension(UNKNOWN_TYPE, 0, 0, new byte[] {1, 2, 3, 4});
      });
      Duration reply = probe.ping(exam.timeLeft());
      exam.add(reply != null
        ? Finding.of("extensions", Verdict.OK, "an unknown frame and an unknown setting are ignored")
        : Finding.of("extensions", Verdict.PROBLEM, "after an unknown frame and setting: "
            + (probe.end() == null ? "no reply to a PING" : FrameLog.printable(probe.end())))
          .advising("RFC 9113 sections 4.1 and 6.5.2: unknown frames and settings are ignored. Update the server, or"
            + " the proxy before it."));
    }
  }
}
