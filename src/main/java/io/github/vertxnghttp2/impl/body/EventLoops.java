package io.github.vertxnghttp2.impl.body;

import io.netty.channel.EventLoop;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;

/** Which thread code runs on: the event loop of a connection, or another. */
public final class EventLoops {

  private EventLoops() {
  }

  /** Runs a task on the event loop: at once if the caller is on it, otherwise later. */
  public static void run(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Whether handlers of the context run on that event loop. */
  public static boolean isOn(ContextInternal context, EventLoop loop) {
    return context.threadingModel() == ThreadingModel.EVENT_LOOP && context.nettyEventLoop() == loop;
  }
}
