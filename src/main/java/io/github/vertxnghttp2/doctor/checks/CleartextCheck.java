package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.Dialer;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.github.vertxnghttp2.doctor.probe.FrameProbe.Seen;
import io.github.vertxnghttp2.frame.FrameLog;

import java.time.Duration;
import java.util.List;

/** HTTP/2 without TLS: with prior knowledge (RFC 9113 section 3.3), and by an upgrade (RFC 7540 section 3.2). */
public final class CleartextCheck implements Check {

  @Override
  public List<String> names() {
    return List.of("h2c");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    Finding prior = priorKnowledge(exam);
    if (exam.obstacle() != null) {
      exam.add(prior);
      return;
    }
    Finding upgrade = upgrade(exam);
    boolean direct = prior.verdict() == Verdict.OK;
    boolean upgraded = upgrade.verdict() == Verdict.OK;
    if (direct) {
      exam.version(HttpVersion.HTTP_2);
    } else {
      exam.version(upgraded ? HttpVersion.HTTP_2_BY_UPGRADE : HttpVersion.HTTP_1);
    }
    String advice = "Switch HTTP/2 without TLS on at the server (Vert.x: it is on unless http2ClearTextEnabled is"
      + " false; nginx: http2 on), or use https://. Browsers speak HTTP/2 with TLS only.";
    exam.add(direct ? prior : upgraded ? prior.advising("Clients must ask for the upgrade.")
      : new Finding(prior.check(), Verdict.PROBLEM, prior.found(), advice, prior.values()));
    exam.add(upgrade);
  }

  private static Finding priorKnowledge(Exam exam) throws CheckFailedException {
    try (FrameProbe probe = FrameProbe.open(exam)) {
      Seen settings = probe.awaitSettings(exam.timeLeft().dividedBy(2));
      if (settings != null) {
        Duration took = probe.since(settings);
        return Finding.of("h2c.prior-knowledge", Verdict.OK, "with prior knowledge: SETTINGS came in "
          + Words.millis(took)).with("ms", Words.inMillis(took));
      }
      String why;
      if (probe.spokeHttp1()) {
        why = "the server responded in HTTP/1";
      } else if (probe.spokeTls()) {
        exam.obstacle("the port speaks TLS");
        return Finding.of("h2c.prior-knowledge", Verdict.PROBLEM, "the port speaks TLS").advising("Use https://.");
      } else {
        why = probe.end() == null ? "no SETTINGS came" : FrameLog.printable(probe.end());
      }
      return Finding.of("h2c.prior-knowledge", Verdict.NOTE, "not with prior knowledge: " + why);
    }
  }

  private static Finding upgrade(Exam exam) {
    try {
      ClientSession session = exam.await(Dialer.session(exam, Cleartext.UPGRADE), "the upgrade");
      session.close();
      return Finding.of("h2c.upgrade", Verdict.OK, "by an upgrade from HTTP/1.1: yes");
    } catch (CheckFailedException | CheckTimeoutException e) {
      return Finding.of("h2c.upgrade", Verdict.NOTE, "by an upgrade from HTTP/1.1: no. RFC 9113 has none any more");
    }
  }
}
