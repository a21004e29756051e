package io.github.vertxnghttp2.impl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.PromiseInternal;

/** A body that is read part by part, as asked for. Belongs to the body's context. */
final class PulledBody {
  static final int ALL = -1;

  private final BodyReader source;
  private Promise<Buffer> asked;
  private int max;
  private Buffer collected;

  PulledBody(BodyReader source) {
    this.source = source;
  }

  /**
   * @param max bytes of the part, which comes as soon as there are any; {@link #ALL} to the end
   * @throws IllegalStateException if the part before has not come yet
   */
  Future<Buffer> next(int max) {
    checkIdle();
    if (source.failure() != null) {
      return source.context.failedFuture(source.failure());
    }
    PromiseInternal<Buffer> promise = source.context.promise();
    asked = promise;
    this.max = max;
    serve();
    return promise.future();
  }

  /** @param max bytes; {@link #ALL} that came */
  Buffer now(int max) {
    checkIdle();
    if (source.failure() != null) {
      throw source.failure();
    }
    return source.take(max == ALL ? Integer.MAX_VALUE : max);
  }

  private void checkIdle() {
    if (asked != null) {
      throw new IllegalStateException("a read is under way; the next may follow when its future is complete");
    }
  }

  /** Takes a chunk for a read to the end; whether there is one. */
  boolean collect(Buffer chunk) {
    if (asked == null || max != ALL) {
      return false;
    }
    collected = collected == null ? chunk : collected.appendBuffer(chunk);
    return true;
  }

  /** Gives the read that waits what there is. */
  void serve() {
    if (asked == null) {
      return;
    }
    if (max == ALL) {
      if (!source.isEmpty()) {
        collect(source.take(Integer.MAX_VALUE));
      }
      if (source.isEndReceived()) {
        answer(collected == null ? Buffer.buffer(0) : collected);
      }
    } else if (!source.isEmpty() || max == 0 || source.isEndReceived()) {
      answer(source.take(max));
    }
  }

  private void answer(Buffer part) {
    Promise<Buffer> promise = asked;
    asked = null;
    collected = null;
    source.finishIfRead();
    promise.complete(part);
  }

  void fail(Throwable cause) {
    if (asked != null) {
      asked.fail(cause);
      asked = null;
      collected = null;
    }
  }
}
