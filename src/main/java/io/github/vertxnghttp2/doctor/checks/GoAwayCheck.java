package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.frame.GoAwayFrame;

import java.time.Duration;
import java.util.List;

/** What the server does when a client says goodbye by GOAWAY, RFC 9113 section 6.8. */
public final class GoAwayCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Override
  public List<String> names() {
    return List.of("goaway");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    try (FrameProbe probe = FrameProbe.open(exam)) {
      probe.awaitSettings(exam.timeLeft());
      Duration patience = exam.timeLeft(PATIENCE);
      long began = System.nanoTime();
      probe.submit(session -> session.submitGoaway(0, 0, new byte[0]));
      if (probe.awaitEnd(patience)) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        boolean replied = probe.seen().stream().anyMatch(each -> each.frame() instanceof GoAwayFrame);
        exam.add(Finding.of("goaway", Verdict.OK, "the server closed " + Words.millis(took) + " after our GOAWAY, "
          + (replied ? "with" : "without") + " one of its own").with("ms", Words.inMillis(took)));
      } else {
        exam.add(Finding.of("goaway", Verdict.NOTE, "the server did not close within " + Words.seconds(patience)
            + " of our GOAWAY")
          .advising("Connections of clients that leave stay open until a timeout: keep the idle timeout short."));
      }
    }
  }
}
