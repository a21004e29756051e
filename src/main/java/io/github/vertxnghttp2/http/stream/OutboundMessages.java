package io.github.vertxnghttp2.http.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.http.impl.observability.StreamObserver;
import io.vertx.core.internal.concurrent.OutboundMessageQueue;
import io.vertx.core.net.impl.MessageWrite;

/**
 * The sending half of a stream. Takes what a user writes to the event loop of the connection. Without a queue of Vert.x
 * while the user writes on that loop, and the connection takes each message at once.
 *
 * <p>The methods whose names begin with "submit" give a message to the connection, on the event loop.
 */
final class OutboundMessages {
  private final VertxStream<?> stream;
  private final StreamHandlers handlers;
  private final Http2Connection connection;
  private final EventLoop loop;
  /** {@code null} until it is needed. From then on all messages go through it. */
  private volatile OutboundMessageQueue<MessageWrite> queue;
  private boolean headWritten;
  // of the event loop
  private boolean accepted = true;
  private boolean closed;
  private boolean headSent;
  private boolean ended;
  private long bytesWritten;

  OutboundMessages(VertxStream<?> stream, StreamHandlers handlers, Http2Connection connection, EventLoop loop) {
    this.stream = stream;
    this.handlers = handlers;
    this.connection = connection;
    this.loop = loop;
  }

  /** This side sends nothing on the stream, or has done so before. */
  void nothingToSend() {
    headSent = true;
    ended = true;
  }

  /** Whether the end of the message has been submitted. */
  boolean isEnded() {
    return ended;
  }

  long bytesWritten() {
    return bytesWritten;
  }

  // --- from any thread ---

  /** Whether the user should write more. */
  boolean isWritable() {
    OutboundMessageQueue<MessageWrite> needed = queue;
    return needed == null || needed.isWritable();
  }

  /** Runs the write on the event loop when all earlier ones have run and the connection takes more. */
  void write(MessageWrite write) {
    if (isDirect()) {
      write.write();
    } else {
      queue().write(write);
    }
  }

  /** Whether the next message needs no queue: the caller may give it to the connection at once. */
  private boolean isDirect() {
    return queue == null && loop.inEventLoop() && accepted && !closed;
  }

  private synchronized OutboundMessageQueue<MessageWrite> queue() {
    if (queue == null) {
      queue = new OutboundMessageQueue<>(connection.context().executor()) {
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
          message.cancel(stream.closeCause());
        }

        @Override
        protected void handleDrained() {
          if (!closed) {
            handlers.notifyDrain();
          }
        }
      };
    }
    return queue;
  }

  /** The first head is written at once, also while the connection takes no more messages of this stream. */
  void writeHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    if (!headWritten) {
      headWritten = true;
      if (loop.inEventLoop()) { // without a task
        submitHeaders(headers, end, promise);
      } else {
        loop.execute(() -> submitHeaders(headers, end, promise));
      }
    } else {
      write(new Write(promise) {
        @Override
        public void write() {
          submitHeaders(headers, end, promise);
        }
      });
    }
  }

  void writeData(ByteBuf data, boolean end, Promise<Void> promise) {
    if (isDirect()) {
      submitData(data, end, promise);
      return;
    }
    queue().write(new Write(promise) {
      @Override
      public void write() {
        submitData(data, end, promise);
      }
    });
  }

  /** Writes a whole message. A user on another thread takes one task of the event loop for it. */
  void writeWhole(HttpHeaders headers, ByteBuf data, Promise<Void> promise) {
    if (headWritten || loop.inEventLoop()) {
      writeHeaders(headers, false, null);
      writeData(data, true, promise);
      return;
    }
    headWritten = true;
    loop.execute(() -> {
      try {
        submitHeaders(headers, false, null);
      } finally {
        writeData(data, true, promise);
      }
    });
  }

  void sendFile(ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    bytesWritten += file.length();
    write(new Write(promise) {
      @Override
      public void write() {
        connection.sendFile((int) stream.id(), file, promise);
      }
    });
  }

  // --- on the event loop ---

  /** Gives a head or trailers to the connection. */
  void submitHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    if (stream.failIfBroken(promise)) {
      return;
    }
    StreamObserver observer = stream.observer();
    if (!headSent) {
      headSent = true;
      if (observer != null) {
        observer.observeOutboundHeaders(headers);
      }
    }
    if (end) {
      end(observer);
    }
    stream.passHeaders(headers, end, promise);
  }

  /** Gives a part of the body to the connection. */
  void submitData(ByteBuf data, boolean end, Promise<Void> promise) {
    if (stream.failIfBroken(promise)) {
      return;
    }
    bytesWritten += data.readableBytes();
    if (end) {
      end(stream.observer());
    }
    connection.writeData((int) stream.id(), data, end, promise);
  }

  private void end(StreamObserver observer) {
    ended = true;
    if (observer != null) {
      observer.observeOutboundTrailers(bytesWritten);
    }
  }

  /** Called before the first message. */
  void acceptsMessages(boolean whether) {
    accepted = whether;
  }

  /** The connection takes more messages, or no more, in turn. */
  void changeAcceptance() {
    accepted = !accepted;
    OutboundMessageQueue<MessageWrite> needed = queue;
    if (accepted && needed != null) {
      needed.tryDrain();
    }
  }

  /**
   * The stream is closed. Messages that wait or come are cancelled.
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

  /** A write that waits for its turn. */
  abstract static class Write implements MessageWrite {
    private final Promise<Void> promise;

    /** @param promise may be {@code null} */
    Write(Promise<Void> promise) {
      this.promise = promise;
    }

    @Override
    public void cancel(Throwable cause) {
      if (promise != null) {
        promise.fail(cause);
      }
    }
  }
}
