package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;

import java.util.List;

/**
 * Why a connection and its streams are slow. Each finding rests on waits, frames or times that were recorded; what lies
 * below the thresholds of this class is not reported. Times are microseconds.
 */
public final class Diagnosis {
  /** The most findings that are returned. */
  public static final int MAX_FINDINGS = 32;
  /** The most findings with one code. The first of them tells how many streams there are beyond these. */
  public static final int MAX_PER_CODE = 3;

  /** A stream has to wait this long for a window, the peer, a free stream or the like. */
  static final long MIN_WAITED = 100_000;
  /** And it has to be this share of the time that its body takes, in percent. */
  static final int MIN_SHARE = 20;
  /** A handler that does not read, respond or give credit for this long is reported, and so is a socket. */
  static final long SLOW_HANDLER = 500_000;
  /** A body that is written slowly has to wait this long for its writer. Events that are seldom are often intended. */
  static final long SLOW_WRITER = 1_000_000;
  /** And it has to be this share of the time that the body takes, in percent. */
  static final int SLOW_WRITER_SHARE = 50;
  /** A window that is opened after more round trips on average was not opened at once: the peer reads slowly. */
  static final int LATE_ROUND_TRIPS = 4;
  /** A window that is opened after less time on average is never late. */
  static final long LATE = 200_000;
  /** A window that is opened after more time on average is late, whatever the round trip is. */
  static final long LATE_WITHOUT_ROUND_TRIP = 1_000_000;
  /** A receive window is used up if no more than this part of it is left: one eighth. */
  static final int USED_UP = 8;
  /** A DATA frame with a smaller payload is tiny, unless it ends its stream. Bytes. */
  static final int TINY = 256;
  /** So many tiny DATA frames, and more than half of all of their way, are reported. */
  static final int MANY_TINY = 100;
  /** Heads have to be this large before their compression is judged. Bytes. */
  static final long MIN_FIELDS = 64 << 10;
  /** HPACK that leaves more is reported, in percent. A browser's requests shrink to less than a third. */
  static final int POOR_RATIO = 80;
  /** So many streams that were cancelled, and at least a tenth of all, are reported. */
  static final int MANY_CANCELLED = 5;

  private Diagnosis() {
  }

  /**
   * What is found in a recording: errors first, then what explains most of the time that requests took. The time that
   * this takes is linear in the size of the recording.
   *
   * @param now when the recording was made: microseconds since the epoch
   */
  public static List<Finding> of(RecordedConnection connection, long now) {
    Evidence evidence = new Evidence(connection, now);
    FindingList findings = new FindingList();
    for (RecordedExchange exchange : connection.exchanges()) {
      if (exchange.streamId() != 0) {
        StreamEvidence stream = new StreamEvidence(evidence, exchange);
        WindowChecks.check(stream, findings);
        HandlerChecks.check(stream, findings);
        LineChecks.check(stream, findings);
      }
    }
    QueueChecks.check(evidence, findings);
    ConnectionChecks.check(evidence, findings);
    return findings.sorted();
  }
}
