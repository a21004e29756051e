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
  /** A future that has no outcome after so many turns of its event loop waits for the peer, or for ever. */
  private static final int TURNS = 20;

  /** @param future {@code null} if the call threw, or returned another value */
  private record Call(String name, Future<?> future, String outcome) {
    String shown() {
      if (future == null) {
        return name + ": " + outcome;
      }
      if (!future.isComplete()) {
        return name + ": has no outcome";
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

  /** Completes when the outcomes are recorded. */
  Future<Void> record() {
    Promise<Void> recorded = Promise.promise();
    afterTurns(TURNS, recorded);
    return recorded.future();
  }

  private void afterTurns(int turns, Promise<Void> recorded) {
    if (turns > 0) {
      vertx.runOnContext(v -> afterTurns(turns - 1, recorded));
    } else {
      calls.forEach(call -> events.add(call.shown()));
      recorded.complete();
    }
  }
}
