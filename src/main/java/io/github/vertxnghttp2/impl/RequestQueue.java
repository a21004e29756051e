package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Queues requests until {@link #take} is called, and queues calls of {@link #take} until requests arrive. Both are
 * first in, first out. A request leaves the queue when its stream ends, so the queue never has more requests than there
 * are open streams. Thread-safe.
 */
final class RequestQueue {
  private final Set<ServerRequest> requests = new LinkedHashSet<>();
  private final Deque<Promise<ServerRequest>> takers = new ArrayDeque<>();
  private boolean closed;

  void add(ServerRequest request) {
    Promise<ServerRequest> taker;
    synchronized (this) {
      if (closed) {
        refuse(request);
        return;
      }
      taker = takers.poll();
      if (taker == null) {
        requests.add(request);
        request.response().closeHandler(v -> remove(request));
      }
    }
    if (taker != null) {
      taker.complete(request);
    }
  }

  private synchronized void remove(ServerRequest request) {
    requests.remove(request);
  }

  /** @param context the context on which the future completes */
  Future<ServerRequest> take(ContextInternal context) {
    PromiseInternal<ServerRequest> promise = context.promise();
    ServerRequest request = null;
    synchronized (this) {
      if (closed) {
        promise.fail(failure());
        return promise.future();
      }
      Iterator<ServerRequest> first = requests.iterator();
      if (first.hasNext()) {
        request = first.next();
        first.remove();
      } else {
        takers.add(promise);
      }
    }
    if (request != null) {
      request.response().closeHandler(null);
      promise.complete(request);
    }
    return promise.future();
  }

  /**
   * Fails the waiting calls and refuses the waiting requests. A client may send a refused request to another server.
   */
  void close() {
    List<ServerRequest> untaken;
    List<Promise<ServerRequest>> waiting;
    synchronized (this) {
      closed = true;
      untaken = List.copyOf(requests);
      waiting = List.copyOf(takers);
      requests.clear();
      takers.clear();
    }
    untaken.forEach(RequestQueue::refuse);
    waiting.forEach(taker -> taker.fail(failure()));
  }

  private static void refuse(ServerRequest request) {
    request.response().reset(ErrorCode.REFUSED_STREAM);
  }

  private static ConnectionClosedException failure() {
    return new ConnectionClosedException(ErrorCode.NO_ERROR.code(), Integer.MAX_VALUE, "this server session was closed",
      Initiator.LOCAL, null);
  }
}
