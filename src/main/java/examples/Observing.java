package examples;

import io.github.vertxnghttp2.AccessLogFormat;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.micrometer.Http2Meters;
import io.github.vertxnghttp2.micrometer.RouteMeters;
import io.github.vertxnghttp2.service.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;

/** Metrics, spans and the access log. */
final class Observing {
  private Observing() {
  }

  static void respond(ServerRequest request) {
    // tag::routed[]
    request.routed("/orders/:id").respond(200, "order " + request.path().substring("/orders/".length()));
    // end::routed[]
  }

  static void label(ServerRequest request, String tenant, ClientRequest upstream) {
    // tag::labels[]
    request.label("tenant", tenant);
    upstream.label("for", request.path());
    // end::labels[]
  }

  static String numbers(ServerSession server) {
    // tag::numbers[]
    return server.metrics().toJson().encodePrettily();
    // end::numbers[]
  }

  static Http2Meters meters(ServerSession server, MeterRegistry registry) {
    // tag::meters[]
    Http2Meters meters = Http2Meters.ofServers(Tag.of("listener", "public")).add(server.metrics());
    meters.bindTo(registry);
    return meters;
    // end::meters[]
  }

  static Future<JsonObject> stats(Vertx vertx) {
    // tag::stats[]
    return Routes.of(vertx).statsOfAllNodes();
    // end::stats[]
  }

  static void routeMeters(Vertx vertx, MeterRegistry registry) {
    // tag::route-meters[]
    RouteMeters.of(vertx).bindTo(registry);
    // end::route-meters[]
  }

  static ClientOptions spans() {
    // tag::spans[]
    return new ClientOptions().setTracingPolicy(TracingPolicy.ALWAYS);
    // end::spans[]
  }

  static ServerOptions accessLog() {
    // tag::access-log[]
    return new ServerOptions().setPort(8080).setAccessLog(AccessLogFormat.COMBINED);
    // end::access-log[]
  }
}
