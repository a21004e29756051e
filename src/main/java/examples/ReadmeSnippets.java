package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;

/** The Java snippets of the README. ReadmeTest compares them. */
final class ReadmeSnippets {
  private final Vertx vertx;

  ReadmeSnippets(Vertx vertx) {
    this.vertx = vertx;
  }

  Future<ServerSession> server() {
    return ServerSession.create(vertx, new ServerOptions().setPort(8080))
      .requestHandler(request -> request.response().end("Hello from " + request.path()))
      .listen();
  }

  ServerSession echo(ServerOptions options) {
    return ServerSession.create(vertx, options).requestHandler(request -> request.pipeTo(request.response()));
  }

  Future<String> get() {
    return Http2.get(vertx, "http://localhost:8080/hello").compose(response -> response.text());
  }

  Future<Buffer> session() {
    ClientOptions options = new ClientOptions().setHost("localhost").setPort(8443).setSsl(true).setTrustAll(true);
    return ClientSession.connect(vertx, options).compose(session ->
      session.get("/hello").putHeader("accept", "text/plain").send()
        .compose(response -> response.body())
        .eventually(session::close));
  }

  Future<String> module(Vertx vertx, JsonObject config) {
    return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config).setInstances(2));
  }

  Future<RequestConsumer> handler(Vertx vertx) {
    return RequestConsumer.create(vertx, "orders", request -> request.pipeTo(request.response())).listen()
      .compose(consumer -> Routes.of(vertx)
        .add(new RouteOptions().setPath("/orders/:id").setAddress("orders").setMode(RouteMode.STREAM))
        .map(consumer));
  }

  Future<String> service(Vertx vertx) {
    Http2ClientService client = Http2ClientService.createProxy(vertx, "nghttp2.client");
    return client.request(new ServiceRequest("GET", "https://example.org/"))
      .map(response -> response.getBody().toString());
  }

  Future<HttpServer> httpServer(Vertx vertx) {
    HttpServer server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions().setPort(8080));
    return server.requestHandler(request -> request.response().end("Hello over " + request.version())).listen();
  }
}
