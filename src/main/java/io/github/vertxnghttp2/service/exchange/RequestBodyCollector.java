package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.GatheredBody;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.TimeUnit;

/**
 * Collects the body of a request as far as the route's limits allow. All methods are called on the context of the
 * request.
 */
final class RequestBodyCollector {
  /**
   * Bytes of a refused body that are read and discarded, because some clients read the response only after they have
   * sent the whole request. If more arrives, the stream is reset.
   */
  private static final int DISCARD_MAX = 1 << 20;

  private final Vertx vertx;
  private final UnaryExchange exchange;
  private final ServerRequest request;
  private final int limit;
  private final long timeout;
  private final long start = System.nanoTime();
  private final long timer;
  private GatheredBody body = new GatheredBody();
  private boolean done;
  private long discarded;

  RequestBodyCollector(Vertx vertx, UnaryExchange exchange, ServerRequest request, int limit, long timeout) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.request = request;
    this.limit = limit;
    this.timeout = timeout;
    timer = vertx.setTimer(timeout, id -> expire());
  }

  void collect() {
    request.exceptionHandler(cause -> finish());
    request.handler(this::add);
    request.endHandler(v -> end());
  }

  private void add(Buffer chunk) {
    if (done) {
      discard(chunk.length());
    } else if (body.length() + (long) chunk.length() > limit) {
      finish();
      ErrorResponse.sendTooLong(request, limit);
      discard(chunk.length());
    } else {
      body.add(chunk);
    }
  }

  private void discard(int bytes) {
    discarded += bytes;
    if (discarded > DISCARD_MAX) {
      request.response().reset(ErrorCode.NO_ERROR); // RFC 9113 section 8.1
    }
  }

  private void end() {
    if (!done) {
      vertx.cancelTimer(timer);
      done = true;
      long left = timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      exchange.send(body.length() == 0 ? UnaryExchange.EMPTY : body.join(), Math.max(1, left));
    }
  }

  private void expire() {
    if (!done) {
      finish();
      ErrorResponse.send(request, 408, "the body did not arrive within " + timeout + " ms");
    }
  }

  /** Discards the body, and ends the exchange without a message to the handler. */
  private void finish() {
    if (!done) {
      vertx.cancelTimer(timer);
      done = true;
      body = null;
      exchange.abandon();
    }
  }
}
