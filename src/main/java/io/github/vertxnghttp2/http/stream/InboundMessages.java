package io.github.vertxnghttp2.http.stream;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.http.impl.observability.StreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.concurrent.InboundMessageQueue;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The receiving half of a stream. Takes data and the end to the user's thread, as many messages as the user has
 * fetched. If the user's thread is the connection's, no queue of Vert.x is needed: messages that the user has not
 * fetched wait here, and the flow control of HTTP/2 bounds them.
 */
final class InboundMessages {
  static final HttpHeaders NO_TRAILERS = new HttpHeaders(EmptyHttp2Headers.INSTANCE);
  /** Follows the data of a message. */
  private static final Object END = new Object();
  private static final AtomicLongFieldUpdater<InboundMessages> DEMAND =
    AtomicLongFieldUpdater.newUpdater(InboundMessages.class, "demand");

  private final VertxStream<?> stream;
  private final StreamHandlers handlers;
  private final Http2Connection connection;
  /** {@code null} if the user's thread is the event loop of the connection. */
  private final InboundMessageQueue<Object> queue;
  /** Without a queue: how many messages the user takes. */
  private volatile long demand = Long.MAX_VALUE;
  // of the event loop
  /** Without a queue: messages that the user has not fetched, or {@code null} if there were none yet. */
  private Queue<Object> waiting;
  /** Without a queue: whether a message is being handled. What comes meanwhile waits. */
  private boolean handling;
  private boolean headReceived;
  private boolean trailersReceived;

  private long bytesRead;
  private HttpHeaders trailers;
  private boolean trailersHandled;

  InboundMessages(VertxStream<?> stream, StreamHandlers handlers, Http2Connection connection, boolean sameThread) {
    this.stream = stream;
    this.handlers = handlers;
    this.connection = connection;
    queue = sameThread ? null
      : new InboundMessageQueue<>(connection.context().eventLoop(), stream.context().executor()) {
        @Override
        protected void handleMessage(Object message) {
          handle(message);
        }
      };
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
    if (queue == null) {
      context.dispatch(this, InboundMessages::handleTrailers);
    } else {
      context.emit(this, InboundMessages::handleTrailers);
    }
    write(END);
  }

  private void write(Object message) {
    if (queue != null) {
      queue.write(message);
    } else if (handling || isWaiting() || !take()) {
      if (waiting == null) {
        waiting = new ArrayDeque<>();
      }
      waiting.add(message);
    } else {
      handling = true;
      try {
        handle(message);
      } finally {
        handling = false;
      }
      handleWaiting();
    }
  }

  private boolean isWaiting() {
    return waiting != null && !waiting.isEmpty();
  }

  /** Takes one message from the demand. Returns false if there is no demand. */
  private boolean take() {
    while (true) {
      long before = demand;
      if (before == 0) {
        return false;
      }
      if (before == Long.MAX_VALUE || DEMAND.compareAndSet(this, before, before - 1)) {
        return true;
      }
    }
  }

  private void handleWaiting() {
    if (handling) {
      return;
    }
    handling = true;
    try {
      while (isWaiting() && take()) {
        handle(waiting.poll());
      }
    } finally {
      handling = false;
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
    if (queue == null) {
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
    if (queue != null) {
      queue.pause();
    } else {
      demand = 0;
    }
  }

  void fetch(long amount) {
    if (queue != null) {
      queue.fetch(amount);
      return;
    }
    if (amount < 0) {
      throw new IllegalArgumentException("Invalid amount: " + amount);
    }
    if (amount == 0) {
      return;
    }
    DEMAND.accumulateAndGet(this, amount, InboundMessages::sum);
    EventLoop loop = connection.context().nettyEventLoop();
    if (!loop.inEventLoop() || isWaiting()) { // in a task of its own: fetch calls no handler
      loop.execute(this::handleWaiting);
    }
  }

  private static long sum(long demand, long amount) {
    long sum = demand + amount;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
