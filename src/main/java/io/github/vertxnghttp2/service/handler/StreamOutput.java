package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/** Sends a response over the bus as the handler writes it. */
final class StreamOutput implements ResponseOutput {
  private final ResponseHead head;
  private final BusStream stream;
  private final BusReader request;
  private final boolean toHead;
  private final ContextInternal context;
  private final BusWriter writer;

  /** @param toHead whether the request's method is HEAD */
  StreamOutput(ResponseHead head, BusStream stream, BusReader request, boolean toHead, ContextInternal context) {
    this.head = head;
    this.stream = stream;
    this.request = request;
    this.toHead = toHead;
    this.context = context;
    writer = new BusWriter(context);
    writer.stream(stream);
  }

  void onCredit() {
    writer.pump();
  }

  /** @return whether the stream failed before the whole response was sent */
  boolean onFailure(Throwable cause) {
    return writer.onFailure(cause);
  }

  /**
   * Called if the handler threw an exception. Responds with 500 if the head has not been sent, otherwise resets the
   * stream.
   */
  void onHandlerFailure() {
    if (!head.isSent()) {
      head.clear();
      head.setStatus(500);
      head.markEnded();
      end(Buffer.buffer());
    } else if (!head.isEnded()) {
      reset(ErrorCode.INTERNAL_ERROR.code());
    }
  }

  /**
   * Called if the consumer is about to reset the stream, because it is closed.
   *
   * @return false if the head has been sent
   */
  boolean onConsumerClosed(Throwable cause) {
    if (head.isSent() || stream.isGone()) {
      return false;
    }
    head.markSent();
    writer.onFailure(cause);
    return true;
  }

  @Override
  public void inform(int status, MultiMap headers) {
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status + "; an informational response has 100 or 102 to 199");
    }
    head.checkNotSent();
    context.emit(v -> stream.sendHead(status, headers, false));
  }

  private void sendHead(boolean end) {
    head.markSent();
    int status = head.status();
    head.recorded().responded(status);
    context.emit(v -> stream.sendHead(status, head.headers(), end));
  }

  @Override
  public Future<Void> write(Buffer data) {
    if (!head.isSent()) {
      sendHead(false);
    }
    return writer.write(data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    MultiMap trailers = head.trailers();
    boolean whole = data.length() == 0 && trailers.isEmpty();
    if (!head.isSent()) {
      if (data.length() > 0 || !toHead) {
        head.setContentLength(data.length());
      }
      sendHead(whole);
    }
    return writer.end(data, trailers).onSuccess(v -> stopUnreadRequest());
  }

  /** Called when the response is complete. Resets the stream if nobody reads the rest of the request body. */
  private void stopUnreadRequest() {
    context.emit(v -> {
      if (!stream.isRemoteEnded() && request.isUnwanted()) {
        request.abandon(BusReset.closedHere(ErrorCode.NO_ERROR.code()).exception());
        stream.reset(ErrorCode.NO_ERROR.code(), "the response is complete, and the rest of the request is not wanted");
      }
    });
  }

  /**
   * Called if the body of the request is longer than {@code body()} gathers. The handler may already have responded.
   */
  void onRequestTooLong(Http2Exception cause) {
    if (stream.isGone()) {
      return;
    }
    if (!head.isEnded()) {
      writer.onFailure(cause);
      stream.reset(cause.code(), cause.getMessage());
    } else if (stream.isLocalEnded()) {
      stopUnreadRequest();
    }
  }

  @Override
  public void reset(long code) {
    context.emit(v -> {
      if (!stream.isGone()) {
        Throwable cause = BusReset.closedHere(code).exception();
        head.recorded().failed("the handler reset the response with " + ErrorCode.nameOf(code));
        writer.onFailure(cause);
        request.onFailure(cause);
        stream.reset(code, "by the handler");
      }
    });
  }

  @Override
  public boolean isFull() {
    return writer.isFull();
  }

  @Override
  public void maxSize(int bytes) {
    writer.maxSize(bytes);
  }

  @Override
  public void drainHandler(Handler<Void> handler) {
    writer.drainHandler(handler);
  }
}
