package io.github.vertxnghttp2.impl.body;

import io.netty.channel.EventLoop;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;

/** Tells whether a context runs on the event loop of a connection. */
public final class EventLoopContexts {

  private EventLoopContexts() {
  }

  public static boolean isOn(ContextInternal context, EventLoop loop) {
    return context.threadingModel() == ThreadingModel.EVENT_LOOP && context.nettyEventLoop() == loop;
  }
}
