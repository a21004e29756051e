package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.handler.HSTSHandler;
import io.vertx.ext.web.handler.MethodOverrideHandler;
import io.vertx.ext.web.handler.ResponseContentTypeHandler;
import io.vertx.ext.web.handler.ResponseTimeHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers of vertx-web that look at fields of the request and add some to the response. */
class WebHandlersIT {
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Session ids, tokens against forgery, response times. */
  @RegisterExtension
  final EngineComparison compare = new EngineComparison()
    .random("(?<=vertx-web.session=)[^;]+|(?<=XSRF-TOKEN=)[^;]+|(?<=x-response-time: )\\d+ms");

  private static Router router(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.route("/cors/*").handler(CorsHandler.create().addOrigin("https://a.example").allowedMethod(HttpMethod.PUT)
      .allowedHeader("x-field").exposedHeader("x-shown").allowCredentials(true).maxAgeSeconds(60));
    router.route("/cors/resource").handler(ctx -> ctx.response().putHeader("x-shown", "1").end("resource"));
    router.route("/form/*").handler(SessionHandler.create(LocalSessionStore.create(vertx)).setNagHttps(false))
      .handler(BodyHandler.create(false)).handler(CSRFHandler.create(vertx, "secret of the test").setNagHttps(false));
    router.get("/form/page").handler(ctx -> ctx.end("form"));
    router.post("/form/page").handler(ctx -> ctx.end("accepted " + ctx.request().getFormAttribute("name")));
    router.route("/method/*").handler(MethodOverrideHandler.create());
    router.delete("/method/thing").handler(ctx -> ctx.end("deleted"));
    router.post("/method/thing").handler(ctx -> ctx.end("posted"));
    router.get("/type").produces("application/json").produces("text/html").handler(ResponseContentTypeHandler.create())
      .handler(ctx -> ctx.end("of type " + ctx.getAcceptableContentType()));
    router.get("/time").handler(ResponseTimeHandler.create()).handler(HSTSHandler.create(60, true))
      .handler(ctx -> ctx.end("in time"));
    return router;
  }

  @Test
  void requests_from_other_origins() throws Exception {
    compare.ofPairs(WebHandlersIT::router, client -> {
      client.send(HttpMethod.OPTIONS, "/cors/resource", null, "origin", "https://a.example",
        "access-control-request-method", "PUT", "access-control-request-headers", "x-field");
      client.get("/cors/resource", "origin", "https://a.example");
      client.get("/cors/resource", "origin", "https://b.example");
      client.get("/cors/resource");
    });
  }

  @Test
  void forged_requests() throws Exception {
    compare.ofPairs(WebHandlersIT::router, client -> {
      client.get("/form/page");
      String[] fields = {"content-type", FORM, "cookie", String.join("; ", client.cookies()), "x-xsrf-token",
        client.cookies().stream().filter(cookie -> cookie.startsWith("XSRF-TOKEN=")).findFirst().orElseThrow()
          .substring("XSRF-TOKEN=".length())};
      client.post("/form/page", Buffer.buffer("name=ada"), fields);
      client.post("/form/page", Buffer.buffer("name=ada"), fields);
      client.post("/form/page", Buffer.buffer("name=ada"), "content-type", FORM);
    });
  }

  @Test
  void methods_and_types() throws Exception {
    compare.ofPairs(WebHandlersIT::router, client -> {
      client.post("/method/thing", Buffer.buffer(), "x-http-method-override", "DELETE");
      client.post("/method/thing", Buffer.buffer());
      client.get("/type", "accept", "text/html;q=0.9, application/json;q=0.8");
      client.get("/type", "accept", "application/json");
      client.get("/type", "accept", "image/png");
      client.get("/time");
    });
  }

  private static Router behindProxy(Vertx vertx, AllowForwardHeaders allowed) {
    Router router = Router.router(vertx).allowForward(allowed);
    router.get("/who").handler(ctx -> {
      HttpServerRequest request = ctx.request();
      ctx.end(request.absoluteURI() + " " + request.isSSL() + " " + request.authority() + " "
        + request.remoteAddress().host());
    });
    return router;
  }

  @Test
  void fields_of_proxies_on_the_way() throws Exception {
    for (AllowForwardHeaders allowed : AllowForwardHeaders.values()) {
      compare.ofPairs((vertx, events) -> behindProxy(vertx, allowed), client -> {
        client.get("/who");
        client.get("/who", "forwarded", "for=192.0.2.60;proto=https;host=example.com:8443");
        client.get("/who", "x-forwarded-for", "192.0.2.61, 192.0.2.62", "x-forwarded-proto", "https",
          "x-forwarded-host", "example.org", "x-forwarded-port", "444");
      });
    }
  }
}
