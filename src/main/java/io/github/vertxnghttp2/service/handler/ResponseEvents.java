package io.github.vertxnghttp2.service.handler;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * The handlers that are called when a response fails, and when its request has ended. They are called on the context of
 * the request.
 */
final class ResponseEvents {
  private final ContextInternal context;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> closeHandler;
  private boolean closed;

  ResponseEvents(ContextInternal context) {
    this.context = context;
  }

  /** From any thread. */
  void exceptionHandler(Handler<Throwable> handler) {
    context.emit(handler, h -> exceptionHandler = h);
  }

  /** From any thread. */
  void closeHandler(Handler<Void> handler) {
    context.emit(handler, h -> {
      closeHandler = h;
      if (closed && h != null) {
        context.dispatch(null, h);
      }
    });
  }

  /** On the context. */
  void failed(Throwable cause) {
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
  }

  /** On the context. */
  void closed() {
    closed = true;
    if (closeHandler != null) {
      context.dispatch(null, closeHandler);
    }
  }
}
