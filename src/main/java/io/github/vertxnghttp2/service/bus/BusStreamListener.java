package io.github.vertxnghttp2.service.bus;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Told what comes on a stream, on the context of its endpoint. */
public interface BusStreamListener {

  /** The peer has accepted: it may be written to. Only on the side that opened. */
  default void onAccepted() {
  }

  /** @param status informational from 100 to 199: others follow; only on the side that opened */
  default void onHead(int status, MultiMap headers) {
  }

  /** StatsSum against the credit until {@link BusStream#consumed}. */
  void onData(Buffer data);

  /** The peer's side has ended. @param trailers may be empty */
  void onEnd(MultiMap trailers);

  /** There is room again: see {@link BusStream#window}. */
  void onCredit();

  /** The stream is gone: nothing is sent or told any more. Not called for the reset of this side. */
  void onReset(BusReset reset);

  /** Nothing is sent or told any more, however the stream ended; once, and last. */
  default void onClosed() {
  }
}
