package io.github.vertxnghttp2.impl;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/** The handler of something that happens once: it is told whether it is set before that or after. On the event loop. */
final class OnceHandler<T> {
  private final ContextInternal context;
  private Handler<T> handler;
  private boolean happened;
  private T event;

  /** @param context where the handler is called */
  OnceHandler(ContextInternal context) {
    this.context = context;
  }

  /** @param handler {@code null} for none */
  void set(Handler<T> handler) {
    this.handler = handler;
    if (happened && handler != null) {
      T told = event;
      context.runOnContext(v -> handler.handle(told));
    }
  }

  /** It has happened; what follows the first call does nothing. */
  void happen(T event) {
    if (!happened) {
      happened = true;
      this.event = event;
      Handler<T> told = handler;
      if (told != null) {
        context.execute(event, e -> context.dispatch(e, told));
      }
    }
  }
}
