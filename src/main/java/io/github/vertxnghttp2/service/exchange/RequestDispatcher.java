package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteGate;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.github.vertxnghttp2.service.routing.RouteTable;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Finds the route of each request, and forwards the request when the route's limits allow it. */
public final class RequestDispatcher implements Handler<ServerRequest> {
  private static final Runnable NO_GATE = () -> { };

  private final Vertx vertx;
  private final Supplier<RouteTable> routes;
  private final RequestForwarder unary;
  private final RequestForwarder stream;
  private final RequestChecks checks;
  private final RequestRecording recording;

  /** @param checks for the requests of one listener */
  public RequestDispatcher(Vertx vertx, Supplier<RouteTable> routes, RequestForwarder unary, RequestForwarder stream,
                           RequestChecks checks) {
    this.vertx = vertx;
    this.routes = routes;
    this.unary = unary;
    this.stream = stream;
    this.checks = checks;
    recording = new RequestRecording(vertx);
  }

  @Override
  public void handle(ServerRequest request) {
    RouteTable table = routes.get();
    String path = request.path();
    Route route = table.find(request.method(), request.authority(), path);
    if (route == null) {
      respondUnrouted(request, table.allowed(request.authority(), path), path);
      return;
    }
    request.routed(route.id());
    RequestMeasurement.begin(request.response(), route.stats());
    String[] parameters;
    try {
      parameters = route.path().parameters(path);
    } catch (IllegalArgumentException e) {
      ErrorResponse.send(request, 400, e.getMessage());
      return;
    }
    RequestForwarder forwarder = route.mode() == RouteMode.UNARY ? unary : stream;
    String id = recording.id(request);
    if (route.isOpen()) {
      admit(request, new RouteMatch(route, parameters, checks.identity(request), id), forwarder);
    } else {
      checks.check(request, route, identity -> admit(request, new RouteMatch(route, parameters, identity, id),
        forwarder));
    }
  }

  private static void respondUnrouted(ServerRequest request, Set<String> allowed, String path) {
    if (allowed.isEmpty()) {
      ErrorResponse.send(request, 404, "there is no route for " + path);
    } else {
      request.response().putHeader("allow", String.join(", ", allowed));
      ErrorResponse.send(request, 405, path + " takes " + String.join(", ", allowed) + ", not " + request.method());
    }
  }

  private void admit(ServerRequest request, RouteMatch match, RequestForwarder forwarder) {
    Route route = match.route();
    RouteGate gate = route.gate();
    if (gate == null) {
      forwarder.forward(request, match, route.timeout(), NO_GATE);
    } else if (gate.enter()) {
      forwardAdmitted(forwarder, request, match, route.timeout());
    } else {
      QueuedRequest queued = new QueuedRequest(vertx, request, match, forwarder);
      if (gate.await(queued)) {
        queued.start();
      } else {
        request.response().putHeader("retry-after", Integer.toString(route.options().getRetryAfter()));
        ErrorResponse.send(request, 503, "route " + route.id() + " is busy: " + route.options().getConcurrency()
          + " requests are in flight, " + route.options().getQueue() + " wait");
      }
    }
  }

  /** Forwards a request that the gate has admitted, and releases it at the gate once. */
  static void forwardAdmitted(RequestForwarder forwarder, ServerRequest request, RouteMatch match, long timeout) {
    RouteGate gate = match.route().gate();
    AtomicBoolean inFlight = new AtomicBoolean(true);
    Runnable released = () -> {
      if (inFlight.getAndSet(false)) {
        gate.release();
      }
    };
    try {
      forwarder.forward(request, match, timeout, released);
    } catch (RuntimeException e) {
      released.run();
      throw e;
    }
  }
}
