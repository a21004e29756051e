package io.github.vertxnghttp2.http.stream;

import io.vertx.core.Handler;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.concurrent.InboundMessageQueue;

/**
 * Takes what a stream receives to the user's thread. Without a queue of Vert.x while the user's thread is the
 * connection's, and the user has never paused the stream.
 */
final class InboundMessages {
  private final EventExecutor connectionThread;
  private final EventExecutor userThread;
  private final Handler<Object> handler;
  /** {@code null} until it is needed. From then on all messages go through it. */
  private volatile InboundMessageQueue<Object> queue;

  InboundMessages(EventExecutor connectionThread, EventExecutor userThread, boolean sameThread,
                  Handler<Object> handler) {
    this.connectionThread = connectionThread;
    this.userThread = userThread;
    this.handler = handler;
    if (!sameThread) {
      queue();
    }
  }

  private synchronized InboundMessageQueue<Object> queue() {
    if (queue == null) {
      queue = new InboundMessageQueue<>(connectionThread, userThread) {
        @Override
        protected void handleMessage(Object message) {
          handler.handle(message);
        }
      };
    }
    return queue;
  }

  /** Called on the connection's thread. */
  void write(Object message) {
    InboundMessageQueue<Object> needed = queue;
    if (needed == null) {
      handler.handle(message);
    } else {
      needed.write(message);
    }
  }

  /** From any thread. */
  void pause() {
    queue().pause();
  }

  /** From any thread. */
  void fetch(long amount) {
    InboundMessageQueue<Object> needed = queue;
    if (needed != null) {
      needed.fetch(amount);
    } else if (amount < 0) {
      throw new IllegalArgumentException("Invalid amount: " + amount);
    }
  }
}
