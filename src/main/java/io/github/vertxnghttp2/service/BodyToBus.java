package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ReceivedMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Reads the body of an HTTP/2 message as the other side of a stream over the bus grants credit, and sends it there. On the
 * context of both.
 */
final class BodyToBus {
  private final ReceivedMessage from;
  private final BusStream to;
  private final Handler<AsyncResult<Buffer>> read = this::onRead;
  private boolean reading;

  BodyToBus(ReceivedMessage from, BusStream to) {
    this.from = from;
    this.to = to;
    from.received().onSuccess(v -> pump()); // an end needs no credit
  }

  /** There is credit, or the other side is known. */
  void pump() {
    if (reading || !to.isWritable()) {
      return;
    }
    int window = to.window();
    if (window > 0) {
      reading = true;
      from.read(window).onComplete(read);
    } else if (from.atEof()) {
      to.sendEnd(from.trailers());
    }
  }

  private void onRead(AsyncResult<Buffer> part) {
    reading = false;
    if (part.failed()) {
      to.reset(part.cause() instanceof Http2Exception e ? e.code() : ErrorCode.INTERNAL_ERROR.code(),
        part.cause().getMessage());
    } else if (part.result().length() == 0) {
      to.sendEnd(from.trailers());
    } else {
      MultiMap trailers = from.trailers();
      to.sendData(part.result(), from.atEof() && trailers.isEmpty());
      pump();
    }
  }
}
