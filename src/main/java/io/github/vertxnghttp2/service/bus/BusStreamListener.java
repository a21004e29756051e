package io.github.vertxnghttp2.service.bus;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Called for what happens to a stream, on the context of its endpoint. */
public interface BusStreamListener {

  /** The peer has accepted the stream: frames can be sent. Only on the side that opened it. */
  default void onAccepted() {
  }

  /** The head of the response; one with status 100 to 199 precedes another. Only on the side that opened the stream. */
  default void onHead(int status, MultiMap headers) {
  }

  /** @param data counts against the credit of the peer until {@link BusStream#consumed} */
  void onData(Buffer data);

  /** The peer has ended its side. @param trailers may be empty */
  void onEnd(MultiMap trailers);

  /** The peer has granted credit: see {@link BusStream#window}. */
  void onCredit();

  /** This side has ended, after the stream was accepted: nothing more is sent but CREDIT and RESET. */
  default void onLocalEnded() {
  }

  /** The stream has ended early. Not called if this side has reset it. */
  void onReset(BusReset reset);

  /** The stream has ended, in whichever way: the last call, and once. */
  default void onClosed() {
  }
}
