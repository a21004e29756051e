package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

/** Finds peers and lines that are slow, and streams that gave way to others. */
final class LineChecks {
  private LineChecks() {
  }

  static void check(StreamEvidence stream, FindingList findings) {
    socket(stream, findings);
    peer(stream, findings);
    priority(stream, findings);
  }

  private static void socket(StreamEvidence stream, FindingList findings) {
    RecordedWait longest = stream.longest(Wait.SOCKET, Diagnosis.SLOW_HANDLER);
    RecordedWait shared = stream.sharedLongest(Wait.SOCKET);
    boolean body = stream.isWaiting(Wait.SOCKET, Diagnosis.MIN_WAITED, Diagnosis.MIN_SHARE);
    if (longest == null && !body) {
      return;
    }
    longest = stream.own.longest(Wait.SOCKET);
    if (longest == null || shared != null && shared.to() - shared.from() > longest.to() - longest.from()) {
      longest = shared;
    }
    String share = body ? " In all, " + Words.percent(stream.waited(Wait.SOCKET), stream.took(Way.SENT)) + " of this "
      + stream.all.body(Way.SENT) + " waited for it." : "";
    long explained = Math.max(stream.waited(Wait.SOCKET), longest.to() - longest.from());
    findings.add(new Finding(FindingCode.SOCKET, Severity.WARNING, stream.exchange.streamId(),
      "The socket took nothing for " + Words.time(longest.to() - longest.from()) + ": the " + stream.all.peer()
        + " does not read, or the line is slow." + share + " sendTimeout bounds such waits.", "sendTimeout",
      longest.from(), longest.to(), explained));
  }

  private static void peer(StreamEvidence stream, FindingList findings) {
    if (!stream.isWaiting(Wait.PEER, Diagnosis.MIN_WAITED, Diagnosis.MIN_SHARE)) {
      return;
    }
    long waited = stream.waited(Wait.PEER);
    long window = Math.max(WindowChecks.waitsForWindow(stream, stream.exchange.streamId()),
      WindowChecks.waitsForWindow(stream, 0));
    if (2 * window < waited) {
      findings.add(stream.finding(FindingCode.PEER_SENDS_SLOWLY, Severity.WARNING, Wait.PEER, Words.percent(waited,
        stream.took(Way.RECEIVED)) + " of this " + stream.all.body(Way.RECEIVED) + ", " + Words.time(waited)
        + ", waited for bytes of the " + stream.all.peer() + ", although the window was open. The " + stream.all.peer()
        + " sends slowly, or the line is slow.", null));
    }
  }

  private static void priority(StreamEvidence stream, FindingList findings) {
    if (stream.isWaiting(Wait.PRIORITY, Diagnosis.MIN_WAITED, Diagnosis.MIN_SHARE)) {
      long waited = stream.waited(Wait.PRIORITY);
      findings.add(stream.finding(FindingCode.PRIORITY, Severity.NOTE, Wait.PRIORITY, Words.percent(waited,
        stream.took(Way.SENT)) + " of this " + stream.all.body(Way.SENT) + ", " + Words.time(waited)
        + ", gave way to responses of a higher priority. If it should come earlier, let the"
        + " priority field of its request have a smaller u.", "priority"));
    }
  }
}
