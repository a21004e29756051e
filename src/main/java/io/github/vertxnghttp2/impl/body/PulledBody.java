package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.PromiseInternal;

/** A body that is read part by part, as asked for. Belongs to the body's context. */
public final class PulledBody {
  public static final int ALL = -1;

  private final BodyReader source;
  private Promise<Buffer> asked;
  private int max;
  /** What a read to the end has so far: joined once, when all of it is here. */
  private ChunkQueue collected;
  private long given;

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
    Buffer part = source.take(max == ALL ? Integer.MAX_VALUE : max);
    given += part.length();
    return part;
  }

  private void checkIdle() {
    if (asked != null) {
      throw new IllegalStateException("a read is under way; the next may follow when its future is complete");
    }
  }

  /** Takes a chunk for a read to the end; whether it did. */
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

  /** Whether so many bytes more cannot be collected: the body has failed then. */
  private boolean isTooMuch(int more) {
    boolean first = collected == null;
    long length = first ? Math.max(more, source.contentLength() - given) : collected.bytes() + (long) more;
    int maximum = source.maxBodySize();
    if (length <= maximum) {
      return false;
    }
    source.refuse(LimitReached.of(Limit.MAX_BODY_SIZE, maximum,
      first && length > more ? ", " + length + " by its content-length," : ""));
    return true;
  }

  /** Gives the read that waits what there is. */
  void serve() {
    if (asked == null) {
      return;
    }
    if (max == ALL) {
      if (!source.isEmpty() && !isTooMuch(source.waitingBytes())) {
        collected = source.takeWaiting(); // there was none: a read to the end collects all that comes later
      }
      if (asked != null && source.isEndReceived()) {
        answer(collected == null ? Buffer.buffer(0) : collected.take(Integer.MAX_VALUE));
      }
    } else if (!source.isEmpty() || max == 0 || source.isEndReceived()) {
      answer(source.take(max));
    }
  }

  private void answer(Buffer part) {
    Promise<Buffer> promise = asked;
    asked = null;
    collected = null;
    given += part.length();
    promise.complete(part);
    source.finishIfRead();
  }

  /** Whether no read waits. */
  boolean isAnswered() {
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
