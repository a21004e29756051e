package io.github.vertxnghttp2.protocol;

/** Since when a stream's peer has moved too little. */
final class StallClock {
  private long since;
  private boolean toSend;
  private long movedBefore;

  /**
   * How long the peer has moved less than so many bytes, although it could have.
   *
   * @param now nanoseconds
   * @param sending whether the peer is to take what this side sends
   * @param receiving otherwise whether it is to send
   * @param moved bytes in that direction: the one is no excuse for the other
   * @return nanoseconds, 0 while it moves enough
   */
  long stalledFor(long now, boolean sending, boolean receiving, long moved, int minProgress) {
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
