package io.github.vertxnghttp2.impl;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * The handler of an event that happens once. The handler is called even if it is set after the event. Used on the event
 * loop only.
 */
final class OnceHandler<T> {
  private final ContextInternal context;
  private Handler<T> handler;
  private boolean happened;
  private T event;

  /** @param context the context on which the handler is called */
  OnceHandler(ContextInternal context) {
    this.context = context;
  }

  /** @param handler {@code null} for none */
  void set(Handler<T> handler) {
    this.handler = handler;
    if (happened && handler != null) {
      T known = event;
      context.runOnContext(v -> handler.handle(known));
    }
  }

  /** Notifies the handler of the event. Only the first call has an effect. */
  void happen(T event) {
    if (!happened) {
      happened = true;
      this.event = event;
      Handler<T> known = handler;
      if (known != null) {
        context.execute(event, e -> context.dispatch(e, known));
      }
    }
  }
}
