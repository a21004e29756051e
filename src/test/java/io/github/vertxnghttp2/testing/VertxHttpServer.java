package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.opentest4j.TestAbortedException;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Vert.x's own HttpServer on the engine, so that tests of a {@link ServerSession} can be run against it. */
final class VertxHttpServer {
  private static final int SECONDS = 10;

  private VertxHttpServer() {
  }

  /** @throws TestAbortedException if Vert.x has no options that mean the same */
  static ServerSession create(Vertx vertx, ServerOptions options) {
    HttpServer server = Nghttp2Http.createHttpServer(vertx, options(options));
    ServerSession[] session = new ServerSession[1];
    session[0] = Forwarding.to(ServerSession.class, HttpServer.class, server, Map.of(
      "requestHandler/1", arguments -> {
        @SuppressWarnings("unchecked")
        Handler<ServerRequest> handler = (Handler<ServerRequest>) arguments[0];
        return server.requestHandler(request -> handler.handle(request(request)));
      },
      "metrics/0", none -> Nghttp2Http.metrics(server),
      "listen/0", none -> server.listen().map(listening -> session[0]),
      "close/0", none -> server.shutdown(options.getHttp2().getShutdownGracePeriod(), TimeUnit.MILLISECONDS)));
    return session[0];
  }

  private static HttpServerOptions options(ServerOptions options) {
    Http2Options http2 = options.getHttp2();
    if (!unmapped(options).equals(unmapped(new ServerOptions()))) {
      throw new TestAbortedException("Vert.x has no such options: " + unmapped(options));
    }
    return new HttpServerOptions().setHost(options.getHost()).setPort(options.getPort())
      .setSsl(options.isSsl()).setUseAlpn(options.isSsl()).setKeyCertOptions(options.getKeyCertOptions())
      .setInitialSettings(http2.getSettings()).setHttp2ConnectionWindowSize(http2.getConnectionWindowSize())
      .setHttp2RstFloodMaxRstFramePerWindow(http2.getLimits().getMaxResets())
      .setHttp2RstFloodWindowDuration(SECONDS).setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
      .setHttp2MaxSmallContinuationFrames(http2.getLimits().getMaxContinuations());
  }

  private static List<Object> unmapped(ServerOptions options) {
    JsonObject http2 = options.getHttp2().toJson();
    List.of("settings", "connectionWindowSize", "shutdownGracePeriod").forEach(http2::remove);
    JsonObject limits = http2.getJsonObject("limits", new JsonObject());
    List.of("maxResets", "maxContinuations").forEach(limits::remove);
    return List.of(http2, options.getHeadersTimeout(), options.getBodyTimeout(), options.getMaxConnectionAge(),
      options.getMaxConnections(), options.getMaxConnectionsPerAddress(), options.getMaxBufferedBytes(),
      options.isPrioritiesEnabled(), options.getTcpNotSentLowat());
  }

  private static ServerRequest request(HttpServerRequest request) {
    ServerResponse response = Forwarding.to(ServerResponse.class, HttpServerResponse.class, request.response(),
      Map.of("setStatus/1", arguments -> request.response().setStatusCode((int) arguments[0])));
    return Forwarding.to(ServerRequest.class, HttpServerRequest.class, request, Map.of(
      "response/0", none -> response,
      "header/1", arguments -> request.getHeader((String) arguments[0]),
      "path/0", none -> Objects.requireNonNullElse(request.path(), ""),
      "authority/0", none -> Objects.toString(request.authority(), null)));
  }
}
