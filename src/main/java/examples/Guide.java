package examples;

import io.github.vertxnghttp2.AccessLogFormat;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.UnprocessedException;
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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.streams.ReadStream;

import java.time.Duration;

/** The snippets of the README; a test compares them. */
final class Guide {
  private final Vertx vertx;

  Guide(Vertx vertx) {
    this.vertx = vertx;
  }

  Future<ServerSession> server() {
    return ServerSession.create(vertx, new ServerOptions().setPort(8080))
      .requestHandler(request -> request.response()
        .putHeader("content-type", "text/plain")
        .end("Hello from " + request.path()))
      .listen();
  }

  ServerOptions tls() {
    return new ServerOptions().setPort(8443).setSsl(true)
      .setKeyCertOptions(new PemKeyCertOptions().setCertPath("cert.pem").setKeyPath("key.pem"));
  }

  ServerSession echo(ServerOptions options) {
    return ServerSession.create(vertx, options).requestHandler(request -> request.pipeTo(request.response()));
  }

  ServerSession trailers(ServerOptions options) {
    return ServerSession.create(vertx, options).requestHandler(request -> {
      request.response().putTrailer("x-checksum", "e7f9");
      request.response().write("first ");
      request.response().end("and last");
    });
  }

  ServerSession pushing(ServerOptions options) {
    return ServerSession.create(vertx, options).requestHandler(request -> {
      request.response().push(HttpMethod.GET, "/style.css").onSuccess(style -> style.end("body { }"));
      request.response().end("<link rel=stylesheet href=/style.css>");
    });
  }

  Future<Void> next(ServerSession server) {
    return server.nextRequest().compose(request -> request.respond(200, "You are next: " + request.path()));
  }

  Future<String> get() {
    return Http2.get(vertx, "http://localhost:8080/hello").compose(response -> response.text());
  }

  Future<JsonObject> request() {
    Http2RequestOptions options = new Http2RequestOptions()
      .setHost("127.0.0.1").setPort(4556)
      .setBody(new JsonObject().put("seq", 1))
      .setTimeout(Duration.ofSeconds(5));
    return Http2.request(vertx, HttpMethod.PUT, "dtn://groundstation1/ping?ttl=3", options)
      .compose(response -> response.jsonObject());
  }

  Future<String> pull(ClientResponse response) {
    return response.read(4).compose(magic -> response.read(-1).map(rest -> magic + ", and " + rest.length() + " bytes"));
  }

  Future<Buffer> session() {
    ClientOptions options = new ClientOptions().setHost("localhost").setPort(8443).setSsl(true).setTrustAll(true);
    return ClientSession.connect(vertx, options).compose(session ->
      session.get("/hello").putHeader("accept", "text/plain").send()
        .compose(response -> response.body())
        .eventually(session::close));
  }

  void log(ClientSession session) {
    session.frameLog(System.out::println);
  }

  Future<Buffer> upload(ClientSession session, ReadStream<Buffer> file) {
    ClientRequest request = session.post("/upload");
    request.informationalHandler(early -> System.out.println("early hints: " + early.headers()));
    return request.send(file).compose(response -> response.body());
  }

  Future<ClientResponse> pushed(ClientOptions options) {
    options.getHttp2().getSettings().setPushEnabled(true);
    return ClientSession.connect(vertx, options).compose(session -> session.get("/").pushHandler(push -> {
      if (push.uri().endsWith(".css")) {
        push.response().compose(response -> response.text()).onSuccess(style -> System.out.println(style));
      }
    }).send());
  }

  Future<Buffer> retry(ClientSession session, ClientSession other) {
    return session.get("/hello").send()
      .recover(failure -> failure instanceof UnprocessedException ? other.get("/hello").send() : Future.failedFuture(failure))
      .compose(response -> response.body());
  }

  ServerOptions accessLog() {
    return new ServerOptions().setPort(8080).setAccessLog(AccessLogFormat.COMBINED);
  }

  ServerOptions limits() {
    ServerOptions options = new ServerOptions();
    options.getHttp2().setConnectionWindowSize(4 << 20).setMaxHeaderFields(100)
      .getSettings().setMaxConcurrentStreams(100).setMaxHeaderListSize(16_384);
    return options;
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
    return client.request(new ServiceRequest("GET", "https://example.org/")).map(response -> response.getBody().toString());
  }
}
