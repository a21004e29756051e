package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ReceivedMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

import java.util.function.LongToIntFunction;

/**
 * Sends the body of an HTTP/2 message over the bus, and reads as much of it as the other side has granted credit for.
 * What it has sent counts as unread until the other side reports it as consumed. Near the limit of unread bytes it asks
 * the other side to report at once; beyond the limit it sends little, and then waits for a report. The stream and the
 * message share one context, and all methods are called on it.
 */
public final class BodyToBus {
  private static final int DISCARD_SIZE = 64 << 10;
  private static final int DISCARD_MAX = 1 << 20;
  private static final int LIMIT = 100;
  /** Percent of the limit: as much may have been consumed without a report. */
  private static final int NEAR_LIMIT = 50;
  /** Bytes that one stream sends beyond the limit, before it waits for a report. */
  private static final int BEYOND_LIMIT = 16 << 10;

  private final ReceivedMessage from;
  private final BusStream to;
  private final long limit;
  private final Runnable tooLong;
  private final LongToIntFunction countUnread;
  private final Handler<AsyncResult<Buffer>> read = this::onRead;
  private long total;
  private long counted;
  private boolean reading;
  /** Whether the other side reports at once what it consumes. */
  private boolean reporting;
  private boolean closed;
  private Throwable failure;
  private Runnable enough;

  /**
   * @param limit bytes that the body may have; -1 for no limit
   * @param tooLong called when the body has more bytes than {@code limit}
   * @param countUnread adds to the unread bytes, or subtracts if its argument is less than 0; returns how many they are
   *   in percent of their limit
   */
  public BodyToBus(ReceivedMessage from, BusStream to, long limit, Runnable tooLong, LongToIntFunction countUnread) {
    this.from = from;
    this.to = to;
    this.limit = limit;
    this.tooLong = tooLong;
    this.countUnread = countUnread;
    from.received().onComplete(v -> pump(), this::onFailure); // END needs no credit
  }

  /** Called when the other side has accepted the stream or granted credit. */
  public void pump() {
    int percent = count();
    if (reading || !to.isWritable()) {
      return;
    }
    int window = to.window();
    if (window > 0 && percent >= LIMIT) {
      if (reporting && to.unread() >= BEYOND_LIMIT) {
        return; // until CREDIT
      }
      window = Math.min(window, BEYOND_LIMIT);
    }
    if (window > 0) {
      reading = true;
      from.read(window).onComplete(read);
    } else if (from.atEof()) {
      to.sendEnd(from.trailers());
    } else if (failure != null) {
      fail(failure);
    }
  }

  /** Counts what is unread at the other side. @return the percentage of the limit */
  private int count() {
    long before = counted;
    counted = closed ? 0 : to.unread();
    return countUnread.applyAsInt(counted - before);
  }

  /** The stream has ended. */
  public void closed() {
    closed = true;
    count();
  }

  /**
   * Bytes received before the failure can still be read, and the read after them reports the failure. Without credit
   * there is no read, so {@link #pump} resets the stream.
   */
  private void onFailure(Throwable cause) {
    failure = cause;
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
      reporting = count() >= NEAR_LIMIT;
      to.sendData(part.result(), from.atEof() && from.trailers().isEmpty(), reporting);
      pump();
    }
  }

  private void fail(Throwable cause) {
    to.reset(cause instanceof Http2Exception e && e.hasCode() ? e.code() : ErrorCode.INTERNAL_ERROR.code(),
      cause.getMessage());
  }

  /**
   * Reads and discards up to {@value #DISCARD_MAX} bytes of the rest of the body, because some clients read the
   * response only after they have sent the whole request.
   *
   * @param enough called if the rest is longer
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
