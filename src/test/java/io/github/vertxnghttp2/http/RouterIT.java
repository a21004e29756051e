package io.github.vertxnghttp2.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.ErrorHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Routers of vertx-web: routes, forms, cookies, sessions and errors. */
class RouterIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  private static final List<String> PAIR = List.of("a", "b");

  @TempDir
  Path uploads;

  private static Router routes(Vertx vertx, Events events) {
    Router items = Router.router(vertx);
    items.get("/:id").handler(ctx -> ctx.json(new JsonObject().put("id", ctx.pathParam("id")).put("mount",
      ctx.mountPoint())));
    items.put("/:id").consumes("application/json").handler(BodyHandler.create())
      .handler(ctx -> ctx.response().setStatusCode(201).putHeader("Location", ctx.request().absoluteURI())
        .end(ctx.body().asJsonObject().encode()));
    Router router = Router.router(vertx);
    router.route().handler(ctx -> {
      ctx.addHeadersEndHandler(v -> events.add("headers end " + ctx.request().path()));
      ctx.addBodyEndHandler(v -> events.add("body end"));
      ctx.addEndHandler(result -> events.add("end " + result.succeeded()));
      ctx.response().putHeader("X-First", "1");
      ctx.next();
    });
    router.get("/hello/:name").produces("text/plain").handler(ctx -> ctx.put("greeting", "hello").next());
    router.get("/hello/:name").handler(ctx -> ctx.response().putHeader("x-many", PAIR)
      .end(ctx.get("greeting") + " " + ctx.pathParam("name") + " " + ctx.queryParam("q") + " "
        + ctx.request().authority() + " " + ctx.request().scheme()));
    router.get("/moved").handler(ctx -> ctx.redirect("/hello/moved"));
    router.get("/other").handler(ctx -> ctx.reroute("/hello/other"));
    router.get("/empty").handler(ctx -> ctx.response().setStatusCode(204).end());
    router.route("/items/*").subRouter(items);
    return router;
  }

  @Test
  void routes_sub_routers_and_the_order_of_end_handlers() throws Exception {
    compare.ofPairs(RouterIT::routes, client -> {
      client.get("/hello/world?q=1&q=%C3%A4", "accept", "text/plain;q=0.5, */*;q=0.1");
      client.send(HttpMethod.HEAD, "/hello/world", null);
      client.send(HttpMethod.OPTIONS, "/hello/world", null);
      client.get("/hello/a%2Fb");
      client.get("/moved");
      client.get("/other");
      client.get("/empty");
      client.get("/nowhere");
      client.get("/items/7");
      client.send(HttpMethod.PUT, "/items/8", Buffer.buffer("{\"a\":1}"), "content-type", "application/json");
      client.send(HttpMethod.PUT, "/items/8", Buffer.buffer("text"), "content-type", "text/plain");
      client.send(HttpMethod.PUT, "/items/8", Buffer.buffer("{"), "content-type", "application/json");
      client.send(HttpMethod.DELETE, "/items/8", null);
    });
  }

  private static Router errors(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.get("/thrown").handler(ctx -> {
      throw new IllegalStateException("expected by the test");
    });
    router.get("/status/:status").handler(ctx -> ctx.fail(Integer.parseInt(ctx.pathParam("status"))));
    router.get("/partly").handler(ctx -> ctx.response().setChunked(true).write("part")
      .onComplete(written -> ctx.fail(new IllegalStateException("expected by the test"))));
    router.get("/page/*").failureHandler(ErrorHandler.create(vertx, false));
    router.get("/page/thrown").handler(ctx -> {
      throw new IllegalStateException("expected by the test");
    });
    router.get("/page/teapot").handler(ctx -> ctx.fail(418));
    router.get("/slow").handler(TimeoutHandler.create(50)).handler(ctx -> events.add("does not respond"));
    router.get("/reset").handler(ctx -> ctx.response().reset(8));
    router.errorHandler(500, ctx -> {
      events.add("error " + ctx.failure().getMessage() + ", head written " + ctx.response().headWritten());
      if (ctx.response().headWritten()) {
        ctx.response().reset(2);
      } else {
        ctx.response().setStatusCode(500).end("our page");
      }
    });
    router.errorHandler(404, ctx -> ctx.response().setStatusCode(404).end("no " + ctx.request().path()));
    return router;
  }

  @Test
  void errors_reach_the_client_as_responses_and_resets() throws Exception {
    compare.ofPairs(RouterIT::errors, client -> {
      client.get("/thrown");
      client.get("/status/403");
      client.get("/status/500");
      client.get("/partly");
      client.get("/page/thrown", "accept", "text/html");
      client.get("/page/thrown", "accept", "application/json");
      client.get("/page/teapot");
      client.get("/slow");
      client.get("/reset");
      client.get("/nowhere");
    });
  }

  private Router forms(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(uploads.toString()).setBodyLimit(1 << 20));
    router.post("/form").handler(ctx -> {
      StringBuilder form = new StringBuilder();
      ctx.request().formAttributes().forEach((name, value) -> form.append(name + "=" + value + "\n"));
      ctx.fileUploads().stream().sorted(Comparator.comparing(FileUpload::name)).forEach(file -> form.append(
        "file " + file.name() + " " + file.fileName() + " " + file.contentType() + " " + file.charSet() + " "
          + file.size() + " " + RecordingClient.shown(vertx.fileSystem().readFileBlocking(file.uploadedFileName()))
          + "\n"));
      ctx.end(form.toString());
    });
    router.post("/bytes").handler(ctx -> ctx.end(ctx.body().length() + " bytes"));
    router.route().failureHandler(ctx -> {
      events.add("failed with " + ctx.statusCode());
      ctx.next();
    });
    return router;
  }

  @Test
  void urlencoded_forms() throws Exception {
    compare.ofPairs(this::forms, client -> {
      client.post("/form", Buffer.buffer("a=1&b=%C3%A4+%26&a=2&empty="), "content-type",
        "application/x-www-form-urlencoded");
      client.post("/form", Buffer.buffer("long=" + "x".repeat(8_000)), "content-type",
        "application/x-www-form-urlencoded");
      client.post("/form", Buffer.buffer("long=" + "x".repeat(9_000)), "content-type",
        "application/x-www-form-urlencoded");
      client.post("/form", Buffer.buffer("a=%ZZ"), "content-type", "application/x-www-form-urlencoded");
      client.post("/form", Buffer.buffer(), "content-type", "application/x-www-form-urlencoded");
    });
  }

  /** A part of a form. */
  private static String part(String disposition, String type, String content) {
    return "--limit\r\nContent-Disposition: form-data; " + disposition + "\r\n"
      + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n" + content + "\r\n";
  }

  @Test
  @DisabledIfSystemProperty(named = "vertx.version", matches = "5\\.1\\..*",
    disabledReason = "the engine of Vert.x 5.1 reports a failure after the response")
  void multipart_forms_with_files() throws Exception {
    String form = part("name=\"text\"", null, "value") + part("name=\"one\"; filename=\"one.txt\"",
      "text/plain; charset=utf-8", "the first") + part("name=\"two\"; filename=\"two.bin\"",
        "application/octet-stream", "0123456789".repeat(50_000)) + "--limit--\r\n";
    compare.ofPairs(this::forms, client -> {
      client.post("/form", Buffer.buffer(form), "content-type", "multipart/form-data; boundary=limit");
      client.post("/form", Buffer.buffer(form), "content-type", "multipart/form-data");
    });
  }

  @Test
  void a_body_above_the_limit() throws Exception {
    compare.ofServers(this::forms, client -> {
      client.post("/bytes", Buffer.buffer("x".repeat(1 << 20)));
      client.post("/bytes", Buffer.buffer("x".repeat((1 << 20) + 1)));
      client.post("/bytes", Buffer.buffer("x"));
    });
  }

  private static Router sessions(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.get("/cookies").handler(ctx -> {
      StringBuilder cookies = new StringBuilder();
      ctx.request().cookies().stream().sorted(Comparator.comparing(Cookie::getName))
        .forEach(cookie -> cookies.append(cookie.getName() + "=" + cookie.getValue() + "\n"));
      ctx.response().addCookie(Cookie.cookie("new", "1").setPath("/").setHttpOnly(true));
      ctx.response().addCookie(Cookie.cookie("other", "2").setMaxAge(60).setSecure(true));
      ctx.response().removeCookie("a");
      ctx.end(ctx.request().headers().getAll("cookie") + "\n" + cookies);
    });
    router.route("/session").handler(SessionHandler.create(LocalSessionStore.create(vertx)).setNagHttps(false))
      .handler(RouterIT::countVisits);
    return router;
  }

  private static void countVisits(RoutingContext ctx) {
    Integer visits = ctx.session().get("visits");
    ctx.session().put("visits", visits == null ? 1 : visits + 1);
    ctx.end("visit " + ctx.session().get("visits"));
  }

  @Test
  void cookies_in_one_field_and_in_many() throws Exception {
    compare.random("Expires=[^;]+").ofPairs(RouterIT::sessions, client -> {
      client.get("/cookies", "cookie", "a=1; b=2", "cookie", "c=3");
      client.get("/cookies", "cookie", "a=1; b=2; c=3");
      client.get("/cookies");
    });
  }

  @Test
  void sessions_live_on_in_the_cookie() throws Exception {
    compare.random("vertx-web.session=[^;]+").ofPairs(RouterIT::sessions, client -> {
      String[] cookie = new String[1];
      client.onContext(() -> client.request(HttpMethod.GET, "/session").compose(request -> request.send())
        .compose(response -> {
          cookie[0] = response.cookies().get(0).split(";")[0];
          return client.record(response);
        }));
      client.get("/session", "cookie", cookie[0]);
      client.get("/session", "cookie", cookie[0]);
      client.get("/session");
    });
  }
}
