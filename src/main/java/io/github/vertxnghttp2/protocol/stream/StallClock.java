package io.github.vertxnghttp2.protocol.stream;

/** Measures for how long the peer of a stream has moved too few bytes of a body. */
public final class StallClock {
  private long since;
  private boolean toSend;
  private long movedBefore;

  /**
   * For how long the peer has moved less than {@code minProgress} bytes while this side waited for it. Progress in one
   * direction does not count for the other.
   *
   * @param now nanoseconds
   * @param sending whether this side waits for the peer to accept bytes
   * @param receiving whether this side waits for bytes of the peer; ignored if {@code sending} is true
   * @param moved total bytes in that direction so far
   * @return nanoseconds, 0 while it moves enough
   */
  public long stalledFor(long now, boolean sending, boolean receiving, long moved, long minProgress) {
    boolean waiting = sending || receiving;
    if (!waiting || since == 0 || sending != toSend || moved - movedBefore >= minProgress) {
      since = waiting ? now : 0;
      toSend = sending;
      movedBefore = moved;
      return 0;
    }
    return now - since;
  }
}
