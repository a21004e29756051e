package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.GatheredBody;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;

import java.util.Locale;

/** Gathers a response, and sends it as the reply to the message of the request. */
final class ReplyOutput implements ResponseOutput {
  /** A failure code that is not a status. The server logs the text, and the client gets status 500. */
  private static final int NO_STATUS = -1;
  /** The failure code of a cancelled request. The server does not wait for it any more, and can forget the message. */
  static final int CANCELLED = 499;

  private final ResponseHead head;
  private final Message<?> message;
  private final ContextInternal context;
  private final Runnable replied;
  private final GatheredBody body = new GatheredBody();
  /** Why a response has no effect any more; {@code null} while it has. */
  private volatile Throwable closed;

  /** @param replied called on the context after the reply */
  ReplyOutput(ResponseHead head, Message<?> message, ContextInternal context, Runnable replied) {
    this.head = head;
    this.message = message;
    this.context = context;
    this.replied = replied;
  }

  /** Fails the message if the handler throws before it has ended the response. */
  void onHandlerFailure(Throwable cause) {
    if (!head.isEnded()) {
      fail(NO_STATUS, cause.toString());
    }
  }

  /**
   * Fails the message if the response has not ended. The handler may go on, but what it writes has no effect. The
   * caller must call {@link #onReplied} then.
   *
   * @param cause that later writes fail with
   * @return false if the response has ended, or was closed before
   */
  boolean close(Throwable cause, int code, String text) {
    if (head.isEnded() || closed != null) {
      return false;
    }
    closed = cause;
    head.recorded().failed(text);
    message.fail(code, text);
    return true;
  }

  private void fail(int code, String text) {
    head.markEnded();
    if (closed == null) {
      head.recorded().failed(text);
      message.fail(code, text);
      onReplied();
    }
  }

  /** Reports the end of the exchange. */
  void onReplied() {
    context.emit(v -> replied.run());
  }

  /** Has no effect, because a message has only one reply, the final response. */
  @Override
  public void inform(int status, MultiMap headers) {
  }

  @Override
  public Future<Void> write(Buffer data) {
    if (closed != null) {
      return context.failedFuture(closed);
    }
    body.add(data.copy()); // the caller may change its buffer from now on
    return context.succeededFuture();
  }

  @Override
  public Future<Void> end(Buffer data) {
    head.markSent();
    if (closed != null) {
      return context.failedFuture(closed);
    }
    DeliveryOptions options = new DeliveryOptions().addHeader(MessageHeaders.STATUS, Integer.toString(head.status()));
    MultiMap headers = options.getHeaders();
    head.headers().forEach((name, value) -> headers.add(name.toLowerCase(Locale.ROOT), value));
    head.trailers().forEach((name, value) -> headers.add(MessageHeaders.TRAILER + name.toLowerCase(Locale.ROOT),
      value));
    body.add(data);
    head.recorded().replied(head.status());
    message.reply(body.join(), options);
    onReplied();
    return context.succeededFuture();
  }

  @Override
  public void reset(long code) {
    if (!head.isEnded()) {
      fail(NO_STATUS, "the handler reset the response with " + ErrorCode.nameOf(code));
    }
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void maxSize(int bytes) {
  }

  @Override
  public void drainHandler(Handler<Void> handler) {
  }
}
