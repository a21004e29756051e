package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.BodyFromBus;
import io.github.vertxnghttp2.service.bus.BodyToBus;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * A request that arrives as a stream over the bus. The response is sent back on the same stream. Used on the context of
 * the pool only.
 */
final class ClientStreamCall implements BusStreamListener {
  private final Vertx vertx;
  private final PooledConnection connection;
  private final ClientRequest request;
  private final BusStream stream;
  private final BodyFromBus fromBus;
  private final Runnable done;
  private BodyToBus toBus;
  private long timer = -1;

  /** @param done called when the call has ended */
  ClientStreamCall(Vertx vertx, PooledConnection connection, ClientRequest request, BusStream stream, Runnable done) {
    this.vertx = vertx;
    this.connection = connection;
    this.request = request;
    this.stream = stream;
    this.done = done;
    fromBus = new BodyFromBus(stream, request);
  }

  /**
   * @param timeout milliseconds until the head of the response must have arrived
   * @throws IllegalArgumentException if the fields of the request contradict its URL
   */
  ClientStreamCall start(long timeout) {
    request.informationalHandler(early -> stream.sendHead(early.status(), early.headers(), false));
    if (stream.isRemoteEnded()) {
      request.end();
    } else {
      request.write(Buffer.buffer()); // sends the head now; the body may come much later
    }
    timer = vertx.setTimer(timeout, id -> cancel("no response within timeout = " + timeout + " ms"));
    request.response().onComplete(this::respond, this::fail);
    return this;
  }

  private void cancel(String reason) {
    stream.reset(ErrorCode.CANCEL.code(), reason);
    request.reset(ErrorCode.CANCEL);
  }

  private void respond(ClientResponse response) {
    vertx.cancelTimer(timer);
    boolean end = response.atEof() && response.trailers().isEmpty();
    stream.sendHead(response.status(), response.headers(), end);
    if (!end) {
      toBus = new BodyToBus(response, stream, -1, () -> { }, unread -> 0);
      toBus.pump();
    }
  }

  private void fail(Throwable cause) {
    stream.reset(cause instanceof Http2Exception e && e.hasCode() ? e.code() : ErrorCode.INTERNAL_ERROR.code(),
      cause.getMessage());
  }

  @Override
  public void onCredit() {
    if (toBus != null) {
      toBus.pump();
    }
  }

  @Override
  public void onData(Buffer data) {
    fromBus.onData(data);
  }

  @Override
  public void onEnd(MultiMap trailers) {
    try {
      fromBus.onEnd(trailers);
    } catch (IllegalArgumentException e) {
      cancel("trailers that are not allowed: " + e.getMessage());
    }
  }

  @Override
  public void onReset(BusReset reset) {
    request.reset(reset.cause() == BusReset.Cause.PEER ? reset.code() : ErrorCode.CANCEL.code());
  }

  @Override
  public void onClosed() {
    vertx.cancelTimer(timer);
    connection.release();
    done.run();
  }
}
