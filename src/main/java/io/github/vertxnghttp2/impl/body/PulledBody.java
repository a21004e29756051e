package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.PromiseInternal;

/** Reads a body part by part, or as a whole. Belongs to the context of the body. */
public final class PulledBody {
  public static final int ALL = -1;

  private final BodyReader source;
  private Promise<Buffer> asked;
  private int max;
  /** The chunks of a read to the end, which are joined once at the end. */
  private ChunkQueue collected;
  private long given;

  PulledBody(BodyReader source) {
    this.source = source;
  }

  /**
   * Reads a part, as soon as there are any bytes. @param max its maximum size; {@link #ALL} for the rest of the body
   * @throws IllegalStateException if the previous part has not come yet
   */
  Future<Buffer> next(int max) {
    checkIdle();
    if (source.inbound().failure() != null) {
      return source.context.failedFuture(source.inbound().failure());
    }
    PromiseInternal<Buffer> promise = source.context.promise();
    asked = promise;
    this.max = max;
    serve();
    return promise.future();
  }

  /** Takes bytes that have come. @param max how many; {@link #ALL} for all of them */
  Buffer now(int max) {
    checkIdle();
    if (source.inbound().failure() != null) {
      throw source.inbound().failure();
    }
    Buffer part = source.take(max == ALL ? Integer.MAX_VALUE : max);
    given += part.length();
    return part;
  }

  private void checkIdle() {
    if (asked != null) {
      throw new IllegalStateException("another read is in progress; the next may begin when its future is complete");
    }
  }

  /** Gives a chunk to a read to the end. @return whether there is such a read */
  boolean collect(Buffer chunk) {
    if (asked == null || max != ALL || isTooMuch(chunk.length())) {
      return false;
    }
    if (collected == null) {
      collected = new ChunkQueue();
    }
    collected.add(chunk);
    return true;
  }

  /** Fails the body if this many more bytes exceed maxBodySize. @return whether they do */
  private boolean isTooMuch(int more) {
    boolean first = collected == null;
    long length = first ? Math.max(more, source.inbound().contentLength() - given) : collected.bytes() + (long) more;
    int maximum = source.inbound().maxBodySize();
    if (length <= maximum) {
      return false;
    }
    source.inbound().refuse(LimitReached.of(Limit.MAX_BODY_SIZE, maximum,
      first && length > more ? ", " + length + " by its content-length," : ""));
    return true;
  }

  /** Completes the read in progress if enough has come. */
  void serve() {
    if (asked == null) {
      return;
    }
    if (max == ALL) {
      if (!source.isEmpty() && !isTooMuch(source.waitingBytes())) {
        collected = source.takeWaiting(); // nothing was collected before: later chunks do not wait
      }
      if (asked != null && source.inbound().isEndReceived()) {
        complete(collected == null ? Buffer.buffer(0) : collected.take(Integer.MAX_VALUE));
      }
    } else if (!source.isEmpty() || max == 0 || source.inbound().isEndReceived()) {
      complete(source.take(max));
    }
  }

  private void complete(Buffer part) {
    Promise<Buffer> promise = asked;
    asked = null;
    collected = null;
    given += part.length();
    promise.complete(part);
    source.finishIfRead();
  }

  /** Whether no read is in progress. */
  boolean isIdle() {
    return asked == null;
  }

  void fail(Throwable cause) {
    Promise<Buffer> promise = asked;
    asked = null;
    collected = null;
    if (promise != null) {
      promise.fail(cause);
    }
  }
}
