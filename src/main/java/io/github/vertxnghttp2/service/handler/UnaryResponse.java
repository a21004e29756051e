package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.bus.BusReset;
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

/** A response that is collected, and leaves as the reply to the message. */
final class UnaryResponse extends RoutedResponseBase {
  /** Names no status: the text is for the server's log, not for the client. */
  private static final int UNNAMED = -1;

  private final Message<?> message;
  private final GatheredBody body = new GatheredBody();
  private Runnable done = () -> { };

  UnaryResponse(Message<?> message, ContextInternal context) {
    super(context);
    this.message = message;
  }

  /** @param done called on the context when there is an answer */
  void onDone(Runnable done) {
    this.done = done;
  }

  private void answered() {
    context.emit(v -> {
      closed();
      done.run();
    });
  }

  /** The handler threw. */
  void failedByHandler(Throwable cause) {
    if (!isEnded()) {
      fail(cause.toString());
    }
  }

  private void fail(String text) {
    markEnded();
    message.fail(UNNAMED, text);
    answered();
  }

  @Override
  public RoutedResponse inform(int status, MultiMap headers) {
    return this;
  }

  @Override
  public Future<Void> write(Buffer data) {
    checkNotEnded();
    body.add(data.copy()); // the caller may change its own from now on
    return context.succeededFuture();
  }

  @Override
  public Future<Void> end(Buffer data) {
    markEnded();
    markHeadSent();
    DeliveryOptions options = new DeliveryOptions().addHeader(MessageHeaders.STATUS, Integer.toString(status()));
    headers.forEach((name, value) -> options.getHeaders().add(name.toLowerCase(Locale.ROOT), value));
    trailers.forEach((name, value) ->
      options.getHeaders().add(MessageHeaders.TRAILER + name.toLowerCase(Locale.ROOT), value));
    body.add(data);
    message.reply(body.join(), options);
    answered();
    return context.succeededFuture();
  }

  @Override
  public void reset(long code) {
    BusReset.checkedCode(code);
    if (!isEnded()) {
      fail("the handler reset the response with " + ErrorCode.nameOf(code));
    }
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }

  @Override
  public RoutedResponse setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public RoutedResponse drainHandler(Handler<Void> handler) {
    return this;
  }
}
