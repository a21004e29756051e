package io.github.vertxnghttp2.service.health;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.HealthOptions;
import io.github.vertxnghttp2.service.syntax.HostPattern;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** Responds to probes, and passes all other requests on. */
public final class HealthEndpoint implements Handler<ServerRequest> {
  private static final JsonObject ALIVE = HealthCheck.report(List.of(HealthCheck.up("server")));

  private final Vertx vertx;
  private final String path;
  private final String readyPath;
  /** {@code null} for any. */
  private final HostPattern host;
  private final Readiness readiness;
  private final Handler<ServerRequest> next;

  public HealthEndpoint(Vertx vertx, HealthOptions options, Readiness readiness, Handler<ServerRequest> next) {
    this.vertx = vertx;
    path = options.getPath();
    readyPath = options.getReadyPath();
    host = options.getHost() == null ? null : HostPattern.of(options.getHost());
    this.readiness = readiness;
    this.next = next;
  }

  @Override
  public void handle(ServerRequest request) {
    String requested = request.path();
    boolean isReadyPath = requested.equals(readyPath);
    if (!isReadyPath && !requested.equals(path) || host != null && !host.matches(request.authority())) {
      next.handle(request);
    } else if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader("allow", "GET, HEAD");
      request.respond(405);
    } else if (isReadyPath) {
      ContextInternal context = (ContextInternal) vertx.getOrCreateContext(); // of the request
      readiness.check().onComplete(done -> context.runOnContext(v -> respond(request, done.result())));
    } else {
      respond(request, ALIVE);
    }
  }

  private static void respond(ServerRequest request, JsonObject report) {
    request.response(HealthCheck.isUp(report) ? 200 : 503)
      .putHeader("content-type", "application/json")
      .putHeader("cache-control", "no-store")
      .end(report.toBuffer());
  }
}
