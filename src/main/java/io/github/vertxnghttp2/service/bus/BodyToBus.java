package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ReceivedMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Reads the body of an HTTP/2 message as the other side of a stream over the bus grants credit, and sends it there. On the
 * context of both.
 */
public final class BodyToBus {
  private static final int DISCARD_SIZE = 64 << 10;
  private static final int DISCARD_MAX = 1 << 20;

  private final ReceivedMessage from;
  private final BusStream to;
  private final long limit;
  private final Runnable tooLong;
  private final Handler<AsyncResult<Buffer>> read = this::onRead;
  private long total;
  private boolean reading;
  private Throwable broken;
  private Runnable enough;

  /**
   * @param limit bytes that the body may have; -1 for any number
   * @param tooLong called when it has more
   */
  public BodyToBus(ReceivedMessage from, BusStream to, long limit, Runnable tooLong) {
    this.from = from;
    this.to = to;
    this.limit = limit;
    this.tooLong = tooLong;
    from.received().onComplete(v -> pump(), this::broke); // an end needs no credit
  }

  /** There is credit, or the other side is known. */
  public void pump() {
    if (reading || !to.isWritable()) {
      return;
    }
    int window = to.window();
    if (window > 0) {
      reading = true;
      from.read(window).onComplete(read);
    } else if (from.atEof()) {
      to.sendEnd(from.trailers());
    } else if (broken != null) {
      fail(broken);
    }
  }

  /** What came before it may be read still; without credit for that, nothing would tell the other side. */
  private void broke(Throwable cause) {
    broken = cause;
    pump();
  }

  private void onRead(AsyncResult<Buffer> part) {
    reading = false;
    if (part.failed()) {
      fail(part.cause());
      return;
    }
    int length = part.result().length();
    total += length;
    if (enough != null) {
      discard(length);
    } else if (length == 0) {
      to.sendEnd(from.trailers());
    } else if (limit >= 0 && total > limit) {
      tooLong.run();
    } else {
      to.sendData(part.result(), from.atEof() && from.trailers().isEmpty());
      pump();
    }
  }

  private void fail(Throwable cause) {
    to.reset(cause instanceof Http2Exception e && e.hasCode() ? e.code() : ErrorCode.INTERNAL_ERROR.code(), cause.getMessage());
  }

  /**
   * The rest is not wanted. A little of it is read: not every client reads the answer while it is stopped in its sending.
   *
   * @param enough called if there is more
   */
  public void discard(Runnable enough) {
    this.enough = enough;
    total = 0;
    if (!reading) {
      discard(1);
    }
  }

  private void discard(int length) {
    if (total > DISCARD_MAX) {
      enough.run();
    } else if (length > 0 && !from.atEof()) {
      reading = true;
      from.read(DISCARD_SIZE).onComplete(read);
    }
  }
}
