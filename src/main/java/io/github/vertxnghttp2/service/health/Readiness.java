package io.github.vertxnghttp2.service.health;

import io.github.vertxnghttp2.service.HealthOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Whether a server is ready for requests. Checks that need others are done once in a second at most, however often
 * clients ask. Safe for use by any thread.
 */
public final class Readiness {
  /** Nanoseconds for which results are used again. */
  private static final long REUSED = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final HealthOptions options;
  private final NodeListeners listeners;
  private final List<String> handlers;
  private final LongSupplier nanoTime;
  private final BusConsumers consumers;
  /** {@code null} before the first one. */
  private Future<List<JsonObject>> last;
  private long begun;

  /** @param routes the addresses of the configured routes */
  public Readiness(Vertx vertx, HealthOptions options, NodeListeners listeners, Collection<String> routes) {
    this(vertx, options, listeners, routes, System::nanoTime);
  }

  Readiness(Vertx vertx, HealthOptions options, NodeListeners listeners, Collection<String> routes,
            LongSupplier nanoTime) {
    this.vertx = vertx;
    this.options = options;
    this.listeners = listeners;
    this.nanoTime = nanoTime;
    List<String> required = new ArrayList<>(options.getHandlers());
    if (options.isRequireHandlers()) {
      required.addAll(routes);
    }
    handlers = required.stream().distinct().toList();
    consumers = handlers.isEmpty() ? null : new BusConsumers(vertx);
  }

  /** The report of now. It never fails. */
  synchronized Future<JsonObject> check() {
    long now = nanoTime.getAsLong();
    if (last == null || last.isComplete() && now - begun >= REUSED) {
      begun = now;
      last = others();
    }
    return last.map(others -> {
      List<JsonObject> all = new ArrayList<>();
      all.add(listeners.check());
      all.addAll(others);
      return HealthCheck.report(all);
    });
  }

  private Future<List<JsonObject>> others() {
    List<Future<JsonObject>> groups = new ArrayList<>();
    if (!handlers.isEmpty()) {
      groups.add(group("handlers", handlers, this::checkHandler));
    }
    if (!options.getChecks().isEmpty()) {
      groups.add(group("checks", options.getChecks(), this::checkByMessage));
    }
    SharedChecks shared = SharedChecks.of(vertx);
    if (shared != null) {
      groups.add(bounded("application", shared.result().get().map(result -> new JsonObject()
        .put("id", "application").put(HealthCheck.STATUS, result.getValue(HealthCheck.STATUS))
        .put(HealthCheck.CHECKS, result.getJsonArray(HealthCheck.CHECKS, new JsonArray())))));
    }
    return Future.all(groups).map(done -> groups.stream().map(Future::result).toList());
  }

  private Future<JsonObject> group(String id, List<String> addresses, Function<String, Future<JsonObject>> check) {
    List<Future<JsonObject>> each = addresses.stream().map(address -> bounded(address, check.apply(address))).toList();
    return Future.all(each).map(done -> HealthCheck.group(id, each.stream().map(Future::result).toList()));
  }

  /** Is down if the check fails, or takes too long. */
  private Future<JsonObject> bounded(String id, Future<JsonObject> check) {
    return check.timeout(options.getCheckTimeout(), TimeUnit.MILLISECONDS).otherwise(cause -> HealthCheck.down(id,
      cause(cause)));
  }

  private String cause(Throwable cause) {
    if (cause instanceof TimeoutException || cause instanceof ReplyException failure
      && failure.failureType() == ReplyFailure.TIMEOUT) {
      return "no result within checkTimeout = " + options.getCheckTimeout() + " ms";
    }
    return cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.NO_HANDLERS
      ? "there is no consumer" : "the check failed";
  }

  private Future<JsonObject> checkHandler(String address) {
    return consumers.isConsumed(address).map(consumed -> consumed ? HealthCheck.up(address)
      : HealthCheck.down(address, "there is no consumer"));
  }

  private Future<JsonObject> checkByMessage(String address) {
    return vertx.eventBus().request(address, null, new DeliveryOptions().setSendTimeout(options.getCheckTimeout()))
      .map(reply -> {
        Object status = reply.body() instanceof JsonObject json ? json.getValue(HealthCheck.STATUS) : null;
        if (HealthCheck.UP.equals(status)) {
          return HealthCheck.up(address);
        }
        return HealthCheck.down(address, HealthCheck.DOWN.equals(status) ? "the reply is DOWN"
          : "the reply has no status UP or DOWN");
      });
  }
}
