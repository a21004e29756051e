package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;

/**
 * Handlers on virtual threads. Such a handler may await a future while other tasks of its context run. Vert.x delivers
 * the next message only when the handler of the one before has returned: a handler that awaits a later message, or an
 * event that a later message brings, would wait for ever. So each message becomes a task of its own.
 */
public final class VirtualThreads {

  private VirtualThreads() {
  }

  /** A message handler that runs each message as a task of its own if the context has virtual threads. */
  public static <T> Handler<Message<T>> consumer(ContextInternal context, Handler<Message<T>> handler) {
    return mayAwait(context) ? message -> ContextInternal.current().runOnContext(v -> handler.handle(message))
      : handler;
  }

  /** Whether handlers on this context may await. */
  public static boolean mayAwait(ContextInternal context) {
    return context.threadingModel() == ThreadingModel.VIRTUAL_THREAD;
  }
}
