package io.github.vertxnghttp2.impl.body;

import io.netty.channel.EventLoop;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;

/** Which contexts share the thread of a connection. */
public final class EventLoopContexts {

  private EventLoopContexts() {
  }

  public static boolean isOn(ContextInternal context, EventLoop loop) {
    return context.threadingModel() == ThreadingModel.EVENT_LOOP && context.nettyEventLoop() == loop;
  }
}
