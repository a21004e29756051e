package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.Wire;

/** What credits the windows for body bytes that come in, RFC 9113 section 5.2. */
public enum FlowControl {
  /** The connection's window when they arrive, a stream's by {@code consume}: an unread stream holds up no other. */
  CONNECTION_ON_ARRIVAL(Wire.Credit.CONNECTION_ON_ARRIVAL),
  /** Both by {@code consume}, or each by {@code consumeConnection} and {@code consumeStream}. */
  BY_HAND(Wire.Credit.BY_HAND),
  /** The library does, whether anybody reads or not; {@code consume} and its like are refused. */
  AUTOMATIC(Wire.Credit.AUTOMATIC);

  private final int number;

  FlowControl(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
