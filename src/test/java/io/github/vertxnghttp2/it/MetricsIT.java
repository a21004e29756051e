package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Vert.x's standard metrics of our server and our client, as Micrometer sees them. */
@Timeout(180)
class MetricsIT {
  private static final String SERVER = "vertx.http.server.";
  private static final String CLIENT = "vertx.http.client.";

  private final Meters meters = new Meters();
  private final Vertx vertx = meters.vertx();
  private ServerSession server;

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(Handler<ServerRequest> handler) {
    return connect(new ServerOptions(), handler);
  }

  private ClientSession connect(ServerOptions options, Handler<ServerRequest> handler) {
    server = Bodies.await(ServerSession.create(vertx, options.setHost("127.0.0.1").setPort(-1)).requestHandler(handler)
      .listen());
    ClientOptions client = new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort());
    client.getHttp2().getSettings().setPushEnabled(true);
    return Bodies.await(ClientSession.connect(vertx, client));
  }

  /** Both sides have heard of everything that was sent before. */
  private static void settle(ClientSession session) {
    Bodies.await(session.ping());
    Bodies.await(session.ping());
  }

  private static void echo(ServerRequest request) {
    request.routed("/echo/:name");
    request.pipeTo(request.response());
  }

  @Test
  void a_request_is_counted_with_its_method_path_route_and_code_and_its_bytes_both_ways() {
    ClientSession session = connect(MetricsIT::echo);
    Buffer body = Buffer.buffer(new byte[100_000]);
    assertEquals(body, Bodies.await(session.post("/echo/a?b=c").send(body).compose(ClientResponse::body)));
    settle(session);
    String[] tags = {"method", "POST", "path", "/echo/a", "version", "HTTP/2"};
    assertEquals(1, meters.value(SERVER + "requests",
      "method", "POST", "path", "/echo/a", "route", "/echo/:name", "code", "200"));
    assertEquals(100_000, meters.total(SERVER + "request.bytes", tags));
    assertEquals(100_000, meters.total(SERVER + "response.bytes", tags));
    assertEquals(1, meters.value(SERVER + "response.time", "route", "/echo/:name"));
    assertEquals(0, meters.value(SERVER + "active.requests"));
    assertEquals(1, meters.value(SERVER + "active.connections"));
    assertEquals(1, meters.value(CLIENT + "requests", tags));
    assertEquals(1, meters.value(CLIENT + "responses", "method", "POST", "path", "/echo/a", "code", "200"));
    assertEquals(100_000, meters.total(CLIENT + "request.bytes", tags));
    assertEquals(100_000, meters.total(CLIENT + "response.bytes", tags));
    assertEquals(1, meters.value(CLIENT + "response.time"));
    assertEquals(0, meters.value(CLIENT + "active.requests"));
    assertEquals(1, meters.value(CLIENT + "active.connections"));
  }

  @Test
  void bytes_of_connections_are_those_of_http_and_are_counted_once() {
    ClientSession session = connect(MetricsIT::echo);
    Bodies.await(session.post("/echo/a").send(Buffer.buffer(new byte[100_000])).compose(ClientResponse::body));
    settle(session);
    for (String bytes : List.of("bytes.read", "bytes.written")) {
      double ofServer = meters.value(SERVER + bytes);
      assertTrue(ofServer > 100_000 && ofServer < 110_000, () -> bytes + ": " + ofServer);
      double ofClient = meters.value(CLIENT + bytes);
      assertTrue(ofClient > 100_000 && ofClient < 110_000, () -> bytes + ": " + ofClient);
      assertEquals(0, meters.value("vertx.net.server." + bytes));
      assertEquals(0, meters.value("vertx.net.client." + bytes));
    }
    assertEquals(meters.value(CLIENT + "bytes.written"), meters.value(SERVER + "bytes.read"));
    assertEquals(meters.value(CLIENT + "bytes.read"), meters.value(SERVER + "bytes.written"));
    Bodies.await(session.close());
    Bodies.await(server.close());
    Repeat.until("no connection", () -> meters.value(SERVER + "active.connections") == 0
      && meters.value(CLIENT + "active.connections") == 0, Thread::onSpinWait);
  }

  @Test
  void a_handler_that_throws_counts_as_a_response_with_code_500() {
    ClientSession session = connect(request -> {
      throw new IllegalStateException("thrown for this test");
    });
    assertEquals(500, Bodies.await(session.get("/").send()).status());
    settle(session);
    assertEquals(1, meters.value(SERVER + "requests", "code", "500"));
    assertEquals(1, meters.value(CLIENT + "responses", "code", "500"));
    assertEquals(0, meters.value(SERVER + "request.resets"));
  }

  @Test
  void a_request_that_the_client_resets_is_a_reset_and_is_not_active_any_more() {
    Promise<ServerRequest> arrived = Promise.promise();
    ClientSession session = connect(arrived::complete);
    ClientRequest request = session.get("/slow");
    request.end();
    Bodies.await(arrived.future());
    assertEquals(1, meters.value(SERVER + "active.requests"));
    assertEquals(1, meters.value(CLIENT + "active.requests"));
    request.reset(ErrorCode.CANCEL);
    Bodies.failure(request.response());
    settle(session);
    assertEquals(1, meters.value(SERVER + "request.resets", "path", "/slow"));
    assertEquals(0, meters.value(SERVER + "requests"));
    assertEquals(0, meters.value(SERVER + "active.requests"));
    assertEquals(0, meters.value(CLIENT + "active.requests"));
    assertEquals(0, meters.value(CLIENT + "responses"));
  }

  @Test
  void an_upload_that_the_server_stops_after_its_response_is_no_reset() {
    ClientSession session = connect(request -> request.response(413).end());
    ClientRequest request = session.post("/big");
    Future<Void> written = request.write(Buffer.buffer(new byte[3 << 20]));
    assertEquals(413, Bodies.await(request.response()).status());
    Bodies.await(request.sent().otherwiseEmpty());
    Bodies.await(written.otherwiseEmpty());
    settle(session);
    assertEquals(1, meters.value(SERVER + "requests", "code", "413"));
    assertEquals(0, meters.value(SERVER + "request.resets"));
    assertEquals(0, meters.value(SERVER + "active.requests"));
    assertEquals(0, meters.value(CLIENT + "active.requests"));
  }

  @Test
  void requests_in_flight_end_with_the_connection() {
    Promise<ServerRequest> arrived = Promise.promise();
    ClientSession session = connect(arrived::complete);
    Future<ClientResponse> response = session.get("/").send();
    Bodies.await(arrived.future());
    Bodies.await(session.terminate(ErrorCode.NO_ERROR));
    Bodies.failure(response);
    Bodies.await(server.close());
    assertEquals(0, meters.value(SERVER + "active.requests"));
    assertEquals(1, meters.value(SERVER + "request.resets"));
    assertEquals(0, meters.value(CLIENT + "active.requests"));
  }

  @Test
  void a_push_is_a_request_to_both_sides() {
    ClientSession session = connect(request -> {
      request.response().push(HttpMethod.GET, "/style.css").onSuccess(style -> style.end("body { }"));
      request.response().end("page");
    });
    Promise<PushedRequest> pushed = Promise.promise();
    Promise<String> style = Promise.promise();
    session.pushHandler(push -> {
      push.response().compose(ClientResponse::text).onComplete(style);
      pushed.complete(push);
    });
    Bodies.await(session.get("/").send().compose(ClientResponse::body));
    assertEquals("body { }", Bodies.await(style.future()));
    settle(session);
    // Micrometer's adapter leaves path and method of a push out.
    assertEquals(1, meters.value(SERVER + "requests", "path", "/"));
    assertEquals(2, meters.value(SERVER + "requests", "code", "200"));
    assertEquals("page".length() + "body { }".length(), meters.total(SERVER + "response.bytes"));
    assertEquals(0, meters.value(SERVER + "active.requests"));
    assertEquals(1, meters.value(CLIENT + "responses", "path", "/style.css", "code", "200"));
    assertEquals(2, meters.value(CLIENT + "requests"));
    assertEquals(0, meters.value(CLIENT + "active.requests"));
  }

  @Test
  void requests_that_wait_for_a_stream_are_a_queue_and_streams_a_pool() {
    ServerOptions options = new ServerOptions();
    options.getHttp2().getSettings().setMaxConcurrentStreams(1);
    Promise<ServerRequest> arrived = Promise.promise();
    ClientSession session = connect(options, request -> {
      if (!arrived.tryComplete(request)) {
        request.response().end();
      }
    });
    List<Future<ClientResponse>> responses = IntStream.range(0, 4).mapToObj(i -> session.get("/" + i).send()).toList();
    ServerRequest first = Bodies.await(arrived.future());
    settle(session);
    String[] pool = {"pool_type", "http"};
    assertEquals(3, meters.value("vertx.pool.queue.pending", pool));
    assertEquals(1, meters.value("vertx.pool.in.use", pool));
    assertEquals(1, meters.value(CLIENT + "active.requests"));
    assertEquals(3, session.metrics().pendingRequests());
    first.response().end();
    Bodies.await(Future.all(responses));
    settle(session);
    assertEquals(0, meters.value("vertx.pool.queue.pending", pool));
    assertEquals(3, meters.value("vertx.pool.queue.time", pool));
    assertEquals(0, meters.value("vertx.pool.in.use", pool));
    assertEquals(4, meters.value("vertx.pool.completed", pool));
    assertEquals(0, session.metrics().pendingRequests());
  }

  @Test
  void the_meters_and_their_values_are_those_of_the_server_and_the_client_of_vertx() {
    Meters theirs = new Meters();
    Vertx other = theirs.vertx();
    try {
      HttpClient kept = exchangeWith(other);
      ClientSession session = connect(request -> {
        request.routed("/any");
        request.body().onSuccess(body -> request.response(body.length() == 0 ? 404 : 200).end(body));
      });
      exchange(body -> session.post("/a").send(body).compose(ClientResponse::body));
      settle(session);
      for (String prefix : List.of(SERVER, CLIENT)) {
        assertEquals(comparable(theirs.all(prefix)), comparable(meters.all(prefix)));
      }
      assertTrue(meters.all(SERVER).size() >= 11, () -> meters.all(SERVER).toString());
      Reference.reachabilityFence(kept); // one that is collected closes its connections
    } finally {
      Bodies.await(other.close());
    }
  }

  /** Frames and header blocks may differ. */
  private static Map<String, Double> comparable(Map<String, Double> all) {
    all.replaceAll((name, value) -> name.contains(".bytes.read") || name.contains(".bytes.written") || name.contains(
      "time") &&
      name.endsWith("total") ? 0 : value);
    return all;
  }

  private static HttpClient exchangeWith(Vertx vertx) {
    HttpServer server = Bodies.await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> {
        request.routed("/any");
        request.body().onSuccess(body -> request.response().setStatusCode(body.length() == 0 ? 404 : 200).end(body));
      }).listen());
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false));
    exchange(body -> client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/a")
      .compose((HttpClientRequest request) -> request.send(body)).compose(HttpClientResponse::body));
    Bodies.await(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/a") // behind what is written
      .compose(request -> request.connection().ping(Buffer.buffer("12345678")).onComplete(done -> request.reset())));
    return client;
  }

  private static void exchange(Function<Buffer, Future<Buffer>> post) {
    for (int length : new int[] {0, 10, 70_000}) {
      assertEquals(length, Bodies.await(post.apply(Buffer.buffer(new byte[length]))).length());
    }
  }
}
