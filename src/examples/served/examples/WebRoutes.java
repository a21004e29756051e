package examples;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

/** The routes of {@link ExampleRoutes} in a router of vertx-web. */
final class WebRoutes {
  private static final Buffer HELLO = Buffer.buffer("Hello, world!");
  private static final String TEXT = "text/plain";

  private WebRoutes() {
  }

  static void add(Router router) {
    get(router, "/hello").handler(ctx -> ctx.response().putHeader("content-type", TEXT).end(HELLO));
    get(router, "/bytes/:count").handler(ctx -> bytes(ctx.request(), ctx.pathParam("count")));
    get(router, "/headers").handler(ctx -> headers(ctx.request()));
    get(router, "/trailers").handler(ctx -> ctx.response().setChunked(true).putHeader("content-type", TEXT)
      .putTrailer("x-trailer", "done").end(HELLO));
    router.post("/echo").handler(ctx -> echo(ctx.request()));
    router.post("/upload").handler(ctx -> upload(ctx.request()));
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void bytes(HttpServerRequest request, String count) {
    HttpServerResponse response = request.response();
    if (!ExampleRoutes.isCount(count)) {
      response.setStatusCode(400).putHeader("content-type", TEXT).end(ExampleRoutes.COUNT_EXPECTED);
      return;
    }
    response.putHeader("content-type", "application/octet-stream").putHeader("content-length", count);
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.send(new NumberedBytes(Long.parseLong(count)));
    }
  }

  private static void echo(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    if (type != null) {
      request.response().putHeader("content-type", type);
    }
    request.pipeTo(request.response().setChunked(true));
  }

  private static void upload(HttpServerRequest request) {
    long[] count = new long[1];
    request.handler(chunk -> count[0] += chunk.length());
    request.endHandler(v -> request.response().putHeader("content-type", TEXT).end(Long.toString(count[0])));
  }

  private static void headers(HttpServerRequest request) {
    JsonArray fields = new JsonArray();
    request.headers().forEach(field -> fields.add(new JsonArray().add(field.getKey()).add(field.getValue())));
    request.response().putHeader("content-type", "application/json").end(fields.encode());
  }
}
