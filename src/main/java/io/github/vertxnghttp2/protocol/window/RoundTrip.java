package io.github.vertxnghttp2.protocol.window;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Measures the round trip of a connection: the shortest time from a SETTINGS or PING frame of this side to its
 * acknowledgement. Decides when a PING may be sent. The caller asks only after DATA has arrived, because servers count
 * PINGs without DATA as abuse. All times are those of {@link System#nanoTime}.
 *
 * <p>The acknowledgement of a PING waits behind the DATA that the peer has written before. The SETTINGS of the
 * handshake do not wait, so their round trip counts too.
 */
final class RoundTrip {
  /** A gRPC server accepts two early PINGs, and resets that count when it writes HEADERS or DATA. */
  static final int FIRST_PINGS = 2;
  /** From one PING to the next one after the first. Apache Traffic Server accepts 60 in a minute. */
  static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);
  /** A peer that delays its acknowledgements cannot make the round trip longer than this. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private enum Awaited { NOTHING, SETTINGS, PING }

  private Awaited awaited = Awaited.NOTHING;
  private long sentAt;
  private long data;
  private int pings;
  /** Written on the event loop only, and read by any thread. */
  private volatile boolean known;
  private volatile long shortest = LONGEST;

  /** The first SETTINGS were submitted. Until their acknowledgement no PING is due. */
  void settingsSent(long now) {
    awaited = Awaited.SETTINGS;
    sentAt = now;
  }

  void settingsAcknowledged(long now) {
    if (awaited == Awaited.SETTINGS) {
      awaited = Awaited.NOTHING;
      measured(now);
    }
  }

  boolean isPingDue(long now) {
    return awaited == Awaited.NOTHING && (pings < FIRST_PINGS || now - sentAt >= INTERVAL);
  }

  /** A PING is sent. @return its data, which the peer cannot guess */
  long ping(long now) {
    awaited = Awaited.PING;
    sentAt = now;
    pings++;
    data = ThreadLocalRandom.current().nextLong();
    return data;
  }

  /** @return whether the PING was one of {@link #ping} */
  boolean pingAcknowledged(long opaqueData, long now) {
    if (awaited != Awaited.PING || opaqueData != data) {
      return false;
    }
    awaited = Awaited.NOTHING;
    known = true;
    measured(now);
    return true;
  }

  private void measured(long now) {
    shortest = Math.max(1, Math.min(shortest, now - sentAt));
  }

  /**
   * Nanoseconds; 0 before a PING was acknowledged. The handshake alone does not count: it may be slow for other
   * reasons.
   */
  long nanos() {
    return known ? shortest : 0;
  }
}
