package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.Wire;

/** When the windows are credited for received body bytes, RFC 9113 section 5.2. */
public enum FlowControl {
  /** The connection's window on arrival, the stream's by {@code consume}. A stream that is not read delays no other. */
  CONNECTION_ON_ARRIVAL(Wire.Credit.CONNECTION_ON_ARRIVAL),
  /** Both by {@code consume}, or each by {@code consumeConnection} and {@code consumeStream}. */
  BY_HAND(Wire.Credit.BY_HAND),
  /** By the library, on arrival. {@code consume} and its variants are refused. */
  AUTOMATIC(Wire.Credit.AUTOMATIC);

  private final int number;

  FlowControl(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
