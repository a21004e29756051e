package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.doctor.probe.FrameProbe.Seen;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.GoAwayFrame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The round trip by a few PINGs, and whether the server takes that many without complaint. */
public final class PingCheck implements Check {
  /** As many as a client that checks its connection sends within a minute or two. */
  private static final int PINGS = 5;

  @Override
  public List<String> names() {
    return List.of("round-trip", "ping-policy");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    try (FrameProbe probe = FrameProbe.open(exam)) {
      List<Duration> times = new ArrayList<>();
      if (probe.awaitSettings(exam.timeLeft()) != null) {
        ping(exam, probe, times);
      }
      reportTimes(exam, probe, times);
      reportPolicy(exam, probe, times.size());
    }
  }

  private static void ping(Exam exam, FrameProbe probe, List<Duration> times) {
    for (int i = 0; i < PINGS; i++) {
      Duration time = probe.ping(exam.timeLeft());
      if (time == null) {
        return;
      }
      times.add(time);
    }
  }

  private static void reportTimes(Exam exam, FrameProbe probe, List<Duration> times) {
    if (times.isEmpty()) {
      String end = probe.end() == null ? "" : ": " + FrameLog.printable(probe.end());
      exam.add(Finding.of("round-trip", Verdict.PROBLEM, "no PING was acknowledged" + end)
        .advising("RFC 9113 section 6.7: each PING is acknowledged. Clients take this connection for dead."));
      return;
    }
    List<Duration> sorted = times.stream().sorted().toList();
    Duration least = sorted.get(0);
    Duration median = sorted.get(sorted.size() / 2);
    exam.roundTrip(least);
    exam.add(Finding.of("round-trip", Verdict.OK, "at least " + Words.millis(least) + ", median "
        + Words.millis(median) + " of " + times.size() + (times.size() == 1 ? " PING" : " PINGs"))
      .with("least_ms", Words.inMillis(least)).with("median_ms", Words.inMillis(median)));
  }

  private static void reportPolicy(Exam exam, FrameProbe probe, int acknowledged) {
    GoAwayFrame goAway = probe.seen().stream().map(Seen::frame).filter(GoAwayFrame.class::isInstance)
      .map(GoAwayFrame.class::cast).findFirst().orElse(null);
    Finding finding;
    if (goAway != null) {
      String text = goAway.debugText().isEmpty() ? "" : ", \"" + FrameLog.printable(goAway.debugText()) + "\"";
      finding = Finding.of("ping-policy", Verdict.WARNING, "GOAWAY " + ErrorCode.nameOf(goAway.errorCode())
          + " after " + acknowledged + " PINGs" + text)
        .advising("Let clients send keep-alive PINGs less often, or only while requests are open; or let the server"
          + " permit more.");
    } else if (acknowledged < PINGS) {
      finding = Finding.of("ping-policy", Verdict.WARNING, acknowledged + " of " + PINGS + " PINGs were acknowledged"
        + (probe.end() == null ? "" : ", then the connection ended"));
    } else {
      finding = Finding.of("ping-policy", Verdict.OK, PINGS + " PINGs in a row without complaint");
    }
    exam.add(finding.with("acknowledged", acknowledged));
  }
}
