package io.github.vertxnghttp2.http.stream;

import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.http.impl.observability.StreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.concurrent.InboundMessageQueue;

/**
 * The receiving half of a stream. Takes data and the end to the user's thread, unless the user has paused the stream.
 * Without a queue of Vert.x while the user's thread is the connection's, and the user has never paused the stream.
 */
final class InboundMessages {
  static final HttpHeaders NO_TRAILERS = new HttpHeaders(EmptyHttp2Headers.INSTANCE);
  /** Follows the data of a message. */
  private static final Object END = new Object();

  private final VertxStream<?> stream;
  private final StreamHandlers handlers;
  private final Http2Connection connection;
  private final boolean sameThread;
  /** {@code null} until it is needed. From then on all messages go through it. */
  private volatile InboundMessageQueue<Object> queue;
  // of the event loop
  private boolean headReceived;
  private boolean trailersReceived;

  private long bytesRead;
  private HttpHeaders trailers;
  private boolean trailersHandled;

  InboundMessages(VertxStream<?> stream, StreamHandlers handlers, Http2Connection connection, boolean sameThread) {
    this.stream = stream;
    this.handlers = handlers;
    this.connection = connection;
    this.sameThread = sameThread;
    if (!sameThread) {
      queue();
    }
  }

  private synchronized InboundMessageQueue<Object> queue() {
    if (queue == null) {
      queue = new InboundMessageQueue<>(connection.context().eventLoop(), stream.context().executor()) {
        @Override
        protected void handleMessage(Object message) {
          handle(message);
        }
      };
    }
    return queue;
  }

  /** The peer sends nothing on the stream. */
  void nothingToReceive() {
    headReceived = true;
    trailersReceived = true;
  }

  boolean isHeadReceived() {
    return headReceived;
  }

  /** Whether the peer sends no more. */
  boolean isEnded() {
    return trailersReceived;
  }

  long bytesRead() {
    return bytesRead;
  }

  // --- on the connection's thread ---

  void headReceived() {
    if (headReceived) {
      throw new IllegalStateException("the head has been received");
    }
    headReceived = true;
  }

  void data(Buffer data) {
    bytesRead += data.length();
    write(data);
  }

  /** The user gets trailers as soon as they come, also while data waits because the user has paused the stream. */
  void end(HttpHeaders received) {
    if (trailersReceived) {
      throw new IllegalStateException("the trailers have been received");
    }
    trailersReceived = true;
    trailers = received;
    StreamObserver observer = stream.observer();
    if (observer != null) {
      observer.observeInboundTrailers(bytesRead);
    }
    connection.flushBytesRead();
    ContextInternal context = stream.context();
    if (sameThread) {
      context.dispatch(this, InboundMessages::handleTrailers);
    } else {
      context.emit(this, InboundMessages::handleTrailers);
    }
    write(END);
  }

  private void write(Object message) {
    InboundMessageQueue<Object> needed = queue;
    if (needed == null) {
      handle(message);
    } else {
      needed.write(message);
    }
  }

  // --- on the user's thread ---

  private void handle(Object message) {
    if (message == END) {
      handleTrailers();
      handlers.handleEnd();
      return;
    }
    Buffer data = (Buffer) message;
    int length = data.length();
    int id = (int) stream.id();
    if (sameThread) {
      connection.consumeCredits(id, length);
    } else {
      connection.context().execute(length, bytes -> connection.consumeCredits(id, bytes));
    }
    handlers.handleData(data);
  }

  private void handleTrailers() {
    if (!trailersHandled) {
      trailersHandled = true;
      handlers.handleTrailers(trailers);
    }
  }

  // --- from any thread ---

  void pause() {
    queue().pause();
  }

  void fetch(long amount) {
    InboundMessageQueue<Object> needed = queue;
    if (needed != null) {
      needed.fetch(amount);
    } else if (amount < 0) {
      throw new IllegalArgumentException("Invalid amount: " + amount);
    }
  }
}
