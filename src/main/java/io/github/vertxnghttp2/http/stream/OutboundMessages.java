package io.github.vertxnghttp2.http.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.concurrent.OutboundMessageQueue;
import io.vertx.core.net.impl.MessageWrite;

import java.util.function.Supplier;

/**
 * Takes what a user writes to the event loop of the connection. Without a queue of Vert.x while the user writes on that
 * loop, and the connection takes each message at once.
 */
final class OutboundMessages {
  private final EventExecutor loopExecutor;
  private final EventLoop loop;
  private final Supplier<Throwable> cause;
  private final Runnable drained;
  /** {@code null} until it is needed. From then on all messages go through it. */
  private volatile OutboundMessageQueue<MessageWrite> queue;
  // of the event loop
  private boolean accepted = true;
  private boolean closed;

  /**
   * @param cause why messages are dropped when the stream is closed
   * @param drained called on the event loop when the queue was full and takes more
   */
  OutboundMessages(EventExecutor loopExecutor, EventLoop loop, Supplier<Throwable> cause, Runnable drained) {
    this.loopExecutor = loopExecutor;
    this.loop = loop;
    this.cause = cause;
    this.drained = drained;
  }

  /** Whether the next message needs no queue: the caller may give it to the connection at once. From any thread. */
  boolean isDirect() {
    return queue == null && loop.inEventLoop() && accepted && !closed;
  }

  /** From any thread. */
  void write(MessageWrite message) {
    queue().write(message);
  }

  /** Whether the user should write more. From any thread. */
  boolean isWritable() {
    OutboundMessageQueue<MessageWrite> needed = queue;
    return needed == null || needed.isWritable();
  }

  private synchronized OutboundMessageQueue<MessageWrite> queue() {
    if (queue == null) {
      queue = new OutboundMessageQueue<>(loopExecutor) {
        @Override
        public boolean test(MessageWrite message) {
          if (closed) {
            handleDispose(message);
            return true;
          }
          if (!accepted) {
            return false;
          }
          message.write();
          return true;
        }

        @Override
        protected void handleDispose(MessageWrite message) {
          message.cancel(cause.get());
        }

        @Override
        protected void handleDrained() {
          if (!closed) {
            drained.run();
          }
        }
      };
    }
    return queue;
  }

  /** Called before the first message. */
  void acceptsMessages(boolean whether) {
    accepted = whether;
  }

  /** The connection takes more messages, or no more, in turn. On the event loop. */
  void changeAcceptance() {
    accepted = !accepted;
    OutboundMessageQueue<MessageWrite> needed = queue;
    if (accepted && needed != null) {
      needed.tryDrain();
    }
  }

  /**
   * The stream is closed. Messages that wait or come are cancelled. On the event loop.
   *
   * <p>The queue stays open: a closed one loses a message that another thread writes meanwhile.
   */
  void close() {
    closed = true;
    OutboundMessageQueue<MessageWrite> needed = queue;
    if (needed != null) {
      needed.tryDrain();
    }
  }
}
