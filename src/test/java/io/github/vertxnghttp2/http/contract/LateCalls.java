package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes calls whose time has passed, on an event loop, and records their outcomes in the order of the calls. */
final class LateCalls {
  /** @param future {@code null} if the call threw, or returned another value */
  private record Call(String name, Future<?> future, String outcome) {
    String shown() {
      if (future == null) {
        return name + ": " + outcome;
      }
      return name + ": " + (future.succeeded() ? "succeeded" : Described.lateFailure(future.cause()));
    }
  }

  private final Vertx vertx;
  private final Events events;
  private final List<Call> calls = new ArrayList<>();

  LateCalls(Vertx vertx, Events events) {
    this.vertx = vertx;
    this.events = events;
  }

  LateCalls call(String name, Supplier<?> call) {
    try {
      Object result = call.get();
      calls.add(result instanceof Future<?> future ? new Call(name, future, null)
        : new Call(name, null, String.valueOf(result)));
    } catch (RuntimeException e) {
      calls.add(new Call(name, null, "throws " + Described.failure(e)));
    }
    return this;
  }

  /**
   * Completes when each call has an outcome and the outcomes are recorded. A PING among the calls of an open connection
   * has its outcome when the peer acknowledges it. The record is made in a task of its own: handlers that the calls
   * have left to a task are notified before it.
   */
  Future<Void> record() {
    Promise<Void> recorded = Promise.promise();
    List<Future<?>> outcomes = new ArrayList<>();
    calls.stream().filter(call -> call.future() != null).forEach(call -> outcomes.add(call.future()));
    Future.join(outcomes).onComplete(all -> vertx.runOnContext(v -> {
      calls.forEach(call -> events.add(call.shown()));
      recorded.complete();
    }));
    return recorded.future();
  }
}
