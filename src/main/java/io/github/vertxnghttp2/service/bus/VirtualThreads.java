package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;

/** On a virtual thread a handler may await, while other tasks of its context run. What it awaits must not wait for it. */
public final class VirtualThreads {

  private VirtualThreads() {
  }

  /** A consumer gets the next message when its handler has returned: there, each message becomes a task of its own. */
  public static <T> Handler<Message<T>> consumer(ContextInternal context, Handler<Message<T>> handler) {
    return isPossible(context) ? message -> ContextInternal.current().runOnContext(v -> handler.handle(message)) : handler;
  }

  public static boolean isPossible(ContextInternal context) {
    return context.threadingModel() == ThreadingModel.VIRTUAL_THREAD;
  }
}
