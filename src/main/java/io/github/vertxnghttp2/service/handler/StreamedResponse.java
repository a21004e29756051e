package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/** A response that leaves over the bus as it is written. */
final class StreamedResponse extends RoutedResponseBase {
  private final BusStream stream;
  private final BusReader request;
  private final boolean toHead;
  private final BusWriter writer;

  /** @param toHead whether the request's method is HEAD */
  StreamedResponse(BusStream stream, BusReader request, boolean toHead, ContextInternal context) {
    super(context);
    this.stream = stream;
    this.request = request;
    this.toHead = toHead;
    writer = new BusWriter(context);
    writer.stream(stream);
  }

  void onCredit() {
    writer.pump();
  }

  void onReset(Throwable cause) {
    if (writer.onFailure(cause)) {
      failed(cause);
    }
  }

  void failedByHandler() {
    if (!isHeadSent()) {
      headers.clear();
      trailers.clear();
      setStatus(500).end();
    } else if (!isEnded()) {
      reset(ErrorCode.INTERNAL_ERROR.code());
    }
  }

  @Override
  public RoutedResponse inform(int status, MultiMap headers) {
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status + "; an informational response has 100 or 102 to 199");
    }
    if (isHeadSent()) {
      throw new IllegalStateException("the head of this response has been sent");
    }
    context.emit(v -> stream.sendHead(status, headers, false));
    return this;
  }

  private void sendHead(boolean end) {
    markHeadSent();
    int status = status();
    context.emit(v -> stream.sendHead(status, headers, end));
  }

  @Override
  public Future<Void> write(Buffer data) {
    checkNotEnded();
    if (!isHeadSent()) {
      sendHead(false);
    }
    return writer.write(data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    markEnded();
    boolean whole = data.length() == 0 && trailers.isEmpty();
    if (!isHeadSent()) {
      if (data.length() > 0 || !toHead) {
        setContentLength(data.length());
      }
      sendHead(whole);
    }
    return writer.end(data, trailers).onSuccess(v -> forgetRequest());
  }

  /** A request body that nobody reads is of no use once the answer is out. */
  private void forgetRequest() {
    context.emit(v -> {
      if (!stream.isRemoteEnded() && request.isUnwanted()) {
        request.abandon(BusReset.closedHere(ErrorCode.NO_ERROR.code()).exception());
        stream.reset(ErrorCode.NO_ERROR.code(), "the response is complete, and the rest of the request is not wanted");
      }
    });
  }

  /** The request has more of a body than is gathered. Who heard of it may have answered; the rest is not wanted either way. */
  void onRequestRefused(Http2Exception cause) {
    if (stream.isGone()) {
      return;
    }
    if (!isEnded()) {
      writer.onFailure(cause);
      stream.reset(cause.code(), cause.getMessage());
    } else if (stream.isLocalEnded()) {
      forgetRequest();
    }
  }

  @Override
  public void reset(long code) {
    BusReset.checkedCode(code);
    context.emit(v -> {
      if (!stream.isGone()) {
        Throwable cause = BusReset.closedHere(code).exception();
        writer.onFailure(cause);
        request.onFailure(cause);
        stream.reset(code, "by the handler");
      }
    });
  }

  @Override
  public boolean writeQueueFull() {
    return writer.isFull();
  }

  @Override
  public RoutedResponse setWriteQueueMaxSize(int maxSize) {
    writer.maxSize(maxSize);
    return this;
  }

  @Override
  public RoutedResponse drainHandler(Handler<Void> handler) {
    writer.drainHandler(handler);
    return this;
  }
}
