package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.EngineComparison.Application;
import io.github.vertxnghttp2.http.EngineComparison.Program;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.http.Futures;
import io.github.vertxnghttp2.it.Peer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.httpproxy.ForwardedHeadersOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import io.vertx.httpproxy.cache.CacheOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.Socket;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** vertx-http-proxy between two connections of HTTP/2: one engine has the client, the proxy and its origin. */
class HttpProxyIT {
  /** Ports of clients. */
  @RegisterExtension
  final EngineComparison compare = new EngineComparison().random("(?<=x-forwarded-(?:for|port)=)[\\d.:]+");

  /** Adds a field to the request and to the response. */
  private static final class FieldAdder implements ProxyInterceptor {

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      context.request().headers().set("x-from-proxy", "1");
      return context.sendRequest();
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      context.response().headers().set("x-by-proxy", "1");
      return context.sendResponse();
    }
  }

  private static Router origin(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.route().handler(ctx -> {
      HttpServerRequest request = ctx.request();
      events.add(request.method() + " " + request.uri() + " " + request.version() + " " + request.authority());
      request.headers().entries().stream().sorted(Map.Entry.comparingByKey()).forEach(field -> events.add("  "
        + field));
      ctx.next();
    });
    router.get("/hello").handler(ctx -> ctx.response().putHeader("x-origin", "1").end("hello"));
    router.get("/large").handler(ctx -> ctx.end("x".repeat(1_000_000)));
    router.get("/empty").handler(ctx -> ctx.response().setStatusCode(204).end());
    router.get("/cached").handler(ctx -> ctx.response().putHeader("cache-control", "public, max-age=3600")
      .putHeader("etag", "\"one\"").end("cached"));
    router.post("/echo").handler(ctx -> ctx.request().pipeTo(ctx.response().setChunked(true)));
    return router;
  }

  private static HttpClientOptions http2() {
    return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
  }

  /** A proxy whose origin is on the same engine. */
  private static Application proxy(Engine engine, ProxyOptions options) {
    return (vertx, events) -> {
      HttpServer origin = engine.server(vertx, new HttpServerOptions()).requestHandler(origin(vertx, events));
      try {
        Futures.await(origin.listen(0, "localhost"));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      HttpClientAgent client = engine.client(vertx, http2());
      return HttpProxy.reverseProxy(options, client).origin(origin.actualPort(), "localhost")
        .addInterceptor(new FieldAdder());
    };
  }

  private void assertAlike(ProxyOptions options, Program program) throws Exception {
    List<List<String>> expected = compare.run(Engine.VERTX, Engine.VERTX, proxy(Engine.VERTX, options), program);
    assertEquals(expected, compare.run(Engine.OURS, Engine.OURS, proxy(Engine.OURS, options), program));
  }

  @Test
  void responses_of_the_origin() throws Exception {
    assertAlike(new ProxyOptions(), client -> {
      client.get("/hello?q=1", "x-client", "a", "x-client", "b");
      client.send(HttpMethod.HEAD, "/hello", null);
      client.get("/large");
      client.get("/empty");
      client.get("/nowhere");
    });
  }

  @Test
  void bodies_to_the_origin() throws Exception {
    assertAlike(new ProxyOptions(), client -> {
      client.post("/echo", Buffer.buffer("a body"));
      client.post("/echo", Buffer.buffer("x".repeat(1_000_000)));
      client.post("/echo", Buffer.buffer());
    });
  }

  @Test
  void an_origin_that_does_not_listen() throws Exception {
    try (Socket deaf = Peer.deafPort()) {
      Program program = client -> {
        client.get("/hello");
        client.post("/echo", Buffer.buffer("a body"));
      };
      List<List<String>> expected = compare.run(Engine.VERTX, Engine.VERTX, toPort(Engine.VERTX, deaf.getLocalPort()),
        program);
      assertEquals(expected, compare.run(Engine.OURS, Engine.OURS, toPort(Engine.OURS, deaf.getLocalPort()), program));
    }
  }

  private static Application toPort(Engine engine, int port) {
    return (vertx, events) -> HttpProxy.reverseProxy(engine.client(vertx, http2())).origin(port, "localhost");
  }

  @Test
  void fields_about_the_client() throws Exception {
    assertAlike(new ProxyOptions().setForwardedHeadersOptions(new ForwardedHeadersOptions().setEnabled(true)),
      client -> client.get("/hello"));
  }

  @Test
  void cached_responses() throws Exception {
    assertAlike(new ProxyOptions().setCacheOptions(new CacheOptions()), client -> {
      client.get("/cached");
      client.get("/cached");
      client.get("/cached", "if-none-match", "\"one\"");
    });
  }
}
