package io.github.vertxnghttp2.http.stream;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.internal.ContextInternal;

/** The user's handlers that the streams of servers and of clients have in common. They run on the user's thread. */
final class StreamHandlers {
  private final ContextInternal context;
  /** Whether the user's thread is the connection's event loop. */
  private final boolean sameThread;

  private Handler<Long> resetHandler;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> closeHandler;
  private Handler<Buffer> dataHandler;
  private Handler<MultiMap> trailersHandler;
  private Handler<HttpFrame> customFrameHandler;
  private Handler<StreamPriority> priorityChangeHandler;
  private Handler<Void> drainHandler;
  private Handler<Void> endHandler;

  StreamHandlers(ContextInternal context, boolean sameThread) {
    this.context = context;
    this.sameThread = sameThread;
  }

  void resetHandler(Handler<Long> handler) {
    resetHandler = handler;
  }

  void exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
  }

  void closeHandler(Handler<Void> handler) {
    closeHandler = handler;
  }

  void dataHandler(Handler<Buffer> handler) {
    dataHandler = handler;
  }

  void trailersHandler(Handler<MultiMap> handler) {
    trailersHandler = handler;
  }

  void customFrameHandler(Handler<HttpFrame> handler) {
    customFrameHandler = handler;
  }

  void priorityChangeHandler(Handler<StreamPriority> handler) {
    priorityChangeHandler = handler;
  }

  void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
  }

  void endHandler(Handler<Void> handler) {
    endHandler = handler;
  }

  // --- on the user's thread ---

  /** @param handler {@code null} does nothing */
  <E> void dispatch(E event, Handler<E> handler) {
    if (handler != null) {
      context.dispatch(event, handler);
    }
  }

  void handleData(Buffer data) {
    dispatch(data, dataHandler);
  }

  /** In the user's context already. */
  void handleTrailers(MultiMap trailers) {
    if (trailersHandler != null) {
      trailersHandler.handle(trailers);
    }
  }

  /** In the user's context already. */
  void handleEnd() {
    if (endHandler != null) {
      endHandler.handle(null);
    }
  }

  void handleReset(long code) {
    dispatch(code, resetHandler);
  }

  // --- on the connection's event loop ---

  /** Calls the handler that is set when the user's thread gets to it. */
  private <E> void execute(E event, Handler<E> notify) {
    if (sameThread) {
      notify.handle(event);
    } else {
      context.execute(event, notify);
    }
  }

  void notifyReset(long code) {
    execute(code, this::handleReset);
  }

  void notifyException(Throwable cause) {
    execute(cause, thrown -> dispatch(thrown, exceptionHandler));
  }

  void notifyCustomFrame(HttpFrame received) {
    execute(received, frame -> dispatch(frame, customFrameHandler));
  }

  void notifyPriorityChange(StreamPriority changed) {
    execute(changed, priority -> dispatch(priority, priorityChangeHandler));
  }

  void notifyClose() {
    if (sameThread) {
      dispatch(null, closeHandler);
    } else {
      context.execute(v -> dispatch(null, closeHandler));
    }
  }

  void notifyDrain() {
    context.execute(v -> dispatch(null, drainHandler));
  }
}
