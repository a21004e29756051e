package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/**
 * An application of vertx-web that a browser shows. Vert.x's own HttpServer serves it: HTTP/2 on the engine of this
 * library, HTTP/1.1 on Vert.x's, both on one port.
 */
final class WebApplication {
  static final String FOLDER = "examples/webroot";
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final System.Logger LOG = System.getLogger(WebApplication.class.getName());

  private WebApplication() {
  }

  /** A server of the application, which does not listen yet. */
  static HttpServer server(Vertx vertx, HttpServerOptions options) {
    // tag::router[]
    return Nghttp2Http.createHttpServer(vertx, options)
      .requestHandler(router(vertx))
      .webSocketHandler(EchoSocket::handle)
      .webSocketHandshakeHandler(EchoSocket::accept);
    // end::router[]
  }

  private static Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(WebApplication::protect);
    router.get("/").handler(new ArrivalPage()::handle);
    router.getWithRegex("/tiles/(?<number>\\d{1,3})").handler(Tiles::handle);
    router.get("/events").handler(Ticker::handle);
    router.post("/files").handler(UploadedFiles::handle);
    router.route("/static/*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(StaticHandler.create(FOLDER)
      .setCachingEnabled(false));
    WebRoutes.add(router);
    router.errorHandler(404, WebApplication::notFound);
    router.errorHandler(500, WebApplication::failed);
    return router;
  }

  private static void protect(RoutingContext ctx) {
    ctx.response().putHeader("content-security-policy", POLICY).putHeader("x-content-type-options", "nosniff");
    ctx.next();
  }

  private static void notFound(RoutingContext ctx) {
    ctx.response().setStatusCode(404).putHeader("content-type", "text/plain")
      .end("nothing at " + ctx.request().method() + " " + ctx.request().path() + "\n");
  }

  /** A client that has gone away is no error. */
  private static void failed(RoutingContext ctx) {
    if (ctx.failure() instanceof HttpClosedException) {
      return;
    }
    LOG.log(System.Logger.Level.ERROR, "failed at " + ctx.request().path(), ctx.failure());
    if (ctx.response().headWritten()) {
      ctx.response().reset();
    } else {
      ctx.response().setStatusCode(500).end();
    }
  }
}
