package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.analysis.WaitTimes;

import java.util.List;

/** Finds requests of a client that waited before they were sent. */
final class QueueChecks {
  private final Evidence evidence;
  private final Wait reason;
  private int requests;
  private long sum;
  private long longest;
  private long from = Long.MAX_VALUE;
  private long to;

  private QueueChecks(Evidence evidence, Wait reason) {
    this.evidence = evidence;
    this.reason = reason;
  }

  static void check(Evidence evidence, FindingList findings) {
    QueueChecks streams = new QueueChecks(evidence, Wait.FREE_STREAM).look();
    if (streams.requests > 0) {
      Long most = evidence.connection.remoteSettings().get(SettingId.MAX_CONCURRENT_STREAMS);
      streams.found(findings, FindingCode.FREE_STREAM, " waited for a free stream, ", most == null ? ""
        : ", because SETTINGS_MAX_CONCURRENT_STREAMS of the server is " + Words.number(most), " Raise it at the"
        + " server, or use more connections.", "SETTINGS_MAX_CONCURRENT_STREAMS");
    }
    QueueChecks pool = new QueueChecks(evidence, Wait.POOL).look();
    if (pool.requests > 0) {
      pool.found(findings, FindingCode.POOL, " waited for a connection of the pool, ", "", " Raise"
        + " maxConnectionsPerOrigin of nghttp2:client, or http2MaxSize of Vert.x's pool.", "maxConnectionsPerOrigin");
    }
  }

  private QueueChecks look() {
    for (RecordedExchange exchange : evidence.connection.exchanges()) {
      long end = exchange.requestHeadAt() != 0 ? exchange.requestHeadAt()
        : exchange.isOpen() ? evidence.now : exchange.endAt();
      if (exchange.queuedAt() != 0 && end - exchange.queuedAt() >= Diagnosis.MIN_WAITED) {
        WaitTimes own = new WaitTimes(exchange.streamId() == 0 ? List.of()
          : evidence.streams.waits(exchange.streamId()), evidence.now);
        long waited = Math.min(end - exchange.queuedAt(), own.waited(reason, exchange.queuedAt(), end)
          + evidence.shared.waited(reason, exchange.queuedAt(), end));
        add(exchange.queuedAt(), end, waited);
      }
    }
    return this;
  }

  private void add(long began, long ended, long waited) {
    if (waited >= Diagnosis.MIN_WAITED) {
      requests++;
      sum += waited;
      longest = Math.max(longest, waited);
      from = Math.min(from, began);
      to = Math.max(to, ended);
    }
  }

  private void found(FindingList findings, FindingCode code, String waited, String because, String advice,
    String setting) {
    findings.add(new Finding(code, Severity.WARNING, 0, Words.count(requests, "request") + waited + Words.time(longest)
      + " at most" + because + "." + advice, setting, from, to, sum));
  }
}
