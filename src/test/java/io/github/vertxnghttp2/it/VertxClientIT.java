package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** A server of ours, asked by Vert.x's own HTTP client. */
@Timeout(180)
class VertxClientIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final Vertx vertx = Vertx.vertx();
  private final Promise<Throwable> requestFailure = Promise.promise();
  private final Promise<Throwable> responseFailure = Promise.promise();
  /** Kept: a client that is collected closes its connections. */
  private HttpClient client;
  private ServerSession server;

  @TempDir
  Path directory;

  /** How the client begins. */
  enum Start {
    PRIOR_KNOWLEDGE, UPGRADE, UPGRADE_WITH_PREFLIGHT, TLS
  }

  private ServerSession listen(boolean tls) {
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(tls)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions());
    return Bodies.await(ServerSession.create(vertx, options).requestHandler(this::respond).listen());
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private void respond(ServerRequest request) {
    switch (request.path()) {
      case "/echo" -> request.pipeTo(request.response());
      case "/trailers" -> request.body().onSuccess(body -> {
        request.response().putTrailer("x-last", request.header("x-first")).trailers().add("x-last", "another");
        request.response().end(body);
      });
      case "/refused" -> request.response().reset(ErrorCode.REFUSED_STREAM);
      case "/fails" -> throw new IllegalStateException("on purpose");
      case "/waits" -> {
        request.exceptionHandler(requestFailure::tryComplete).handler(chunk -> request.response().write(chunk));
        request.response().exceptionHandler(responseFailure::tryComplete);
      }
      default -> request.response().putHeader("x-scheme", request.scheme()).end(request.method() + " " + request.uri());
    }
  }

  private HttpClient start(Start start) {
    server = listen(start == Start.TLS);
    HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setDefaultHost(
      "127.0.0.1")
      .setDefaultPort(server.actualPort());
    if (start == Start.TLS) {
      options.setSsl(true).setUseAlpn(true).setTrustAll(true).setVerifyHost(false);
    } else {
      options.setHttp2ClearTextUpgrade(start != Start.PRIOR_KNOWLEDGE)
        .setHttp2ClearTextUpgradeWithPreflightRequest(start == Start.UPGRADE_WITH_PREFLIGHT);
    }
    client = vertx.createHttpClient(options);
    return client;
  }

  private static Future<HttpClientRequest> request(HttpClient client, HttpMethod method, String uri) {
    return client.request(new RequestOptions().setMethod(method).setURI(uri));
  }

  @ParameterizedTest
  @EnumSource
  void gets_have_responses(Start start) {
    start(start);
    for (int i = 0; i < 3; i++) {
      HttpClientResponse response = Bodies.await(request(client, HttpMethod.GET, "/some?q=" + i)
        .compose(request -> request.send().compose(received -> received.body().map(received))));
      assertEquals(HttpVersion.HTTP_2, response.version());
      assertEquals("GET /some?q=" + i, Bodies.await(response.body()).toString());
      assertEquals(start == Start.TLS ? "https" : "http", response.getHeader("x-scheme"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void small_posts_begin_a_connection(Start start) {
    Buffer body = Buffer.buffer(Bodies.random(20_000));
    assertEquals(body, Bodies.await(request(start(start), HttpMethod.POST, "/echo")
      .compose(request -> request.send(body).compose(HttpClientResponse::body))));
  }

  @ParameterizedTest
  @EnumSource(names = "UPGRADE", mode = EnumSource.Mode.EXCLUDE)
  void three_mebibytes_are_streamed_both_ways(Start start) {
    Path file = Bodies.randomFile(directory, 3 << 20);
    start(start);
    Future<String> received = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> request(client, HttpMethod.POST, "/echo").compose(request -> request.send(content)))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(Bodies.sha256(file), Bodies.await(received));
  }

  @Test
  void three_mebibytes_are_streamed_after_an_upgrade() {
    start(Start.UPGRADE);
    Path file = Bodies.randomFile(directory, 3 << 20);
    Future<String> received = request(client, HttpMethod.GET, "/").compose(request -> request.send()
      .compose(HttpClientResponse::body))
      .compose(hello -> vertx.fileSystem().open(file.toString(), new OpenOptions()))
      .compose(content -> request(client, HttpMethod.POST, "/echo").compose(request -> request.send(content)))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(Bodies.sha256(file), Bodies.await(received));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIOR_KNOWLEDGE", "TLS"})
  void trailers_arrive(Start start) {
    HttpClientResponse response = Bodies.await(request(start(start), HttpMethod.POST, "/trailers")
      .compose(request -> request.putHeader("x-first", "one").send("text"))
      .compose(received -> received.body().map(received)));
    assertEquals("text", Bodies.await(response.body()).toString());
    assertEquals(List.of("one", "another"), response.trailers().getAll("x-last"));
  }

  @Test
  void a_reset_by_the_client_fails_request_and_response() {
    Bodies.await(request(start(Start.PRIOR_KNOWLEDGE), HttpMethod.POST, "/waits").compose(request -> {
      request.setChunked(true).write("begin");
      return request.response().onSuccess(response -> request.reset(8));
    }));
    StreamClosedException failure = assertInstanceOf(StreamClosedException.class, Bodies.await(
      requestFailure.future()));
    assertEquals("8 REMOTE", failure.code() + " " + failure.initiator());
    assertEquals(failure.getMessage(), Bodies.await(responseFailure.future()).getMessage());
  }

  @Test
  void a_lost_client_fails_request_and_response() {
    start(Start.PRIOR_KNOWLEDGE);
    Bodies.await(request(client, HttpMethod.POST, "/waits").compose(request -> {
      request.setChunked(true).write("begin");
      return request.response().compose(response -> request.connection().close());
    }));
    assertNotNull(Bodies.await(requestFailure.future()).getMessage());
    assertNotNull(Bodies.await(responseFailure.future()).getMessage());
  }

  @Test
  void a_reset_by_the_server_reaches_the_client() {
    Throwable failure = Bodies.failure(request(start(Start.PRIOR_KNOWLEDGE), HttpMethod.GET, "/refused")
      .compose(HttpClientRequest::send));
    assertEquals(7, assertInstanceOf(StreamResetException.class, failure).getCode());
  }

  @Test
  void a_handler_that_throws_sends_status_500() {
    assertEquals(500, Bodies.await(request(start(Start.PRIOR_KNOWLEDGE), HttpMethod.GET, "/fails")
      .compose(HttpClientRequest::send)).statusCode());
  }

  @ParameterizedTest
  @EnumSource
  void a_hundred_requests_in_parallel(Start start) {
    start(start);
    List<Future<String>> responses = IntStream.range(0, 100).mapToObj(i -> request(client, HttpMethod.PUT, "/" + i)
      .compose(request -> request.send().compose(HttpClientResponse::body)).map(Buffer::toString)).toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 100; i++) {
      assertEquals("PUT /" + i, responses.get(i).result());
    }
  }

  @Test
  void ping_and_settings() {
    // On its event loop: from another thread Vert.x may miss a response that comes too fast.
    HttpConnection connection = Bodies.await(request(start(Start.PRIOR_KNOWLEDGE), HttpMethod.GET, "/")
      .compose(request -> request.connection().ping(Buffer.buffer("12345678")).map(pong -> {
        assertEquals(Buffer.buffer("12345678"), pong);
        return request.connection();
      })));
    Http2Settings settings = (Http2Settings) connection.remoteSettings();
    assertEquals("250 " + (64 << 10), settings.getMaxConcurrentStreams() + " " + settings.getMaxHeaderListSize());
  }

  @Test
  void a_server_that_closes_finishes_requests_in_flight() {
    Promise<String> received = Promise.promise();
    HttpClientRequest request = Bodies.await(request(start(Start.PRIOR_KNOWLEDGE), HttpMethod.POST, "/echo"));
    request.setChunked(true);
    request.response().compose(HttpClientResponse::body).map(Buffer::toString).onComplete(received);
    Bodies.await(request.write("before, "));
    Bodies.await(request.response()); // Vert.x gives up what the server had not seen when it said GOAWAY
    Promise<Void> goAway = Promise.promise();
    request.connection().goAwayHandler(info -> goAway.tryComplete());
    Future<Void> closed = server.close();
    Bodies.await(goAway.future());
    Bodies.await(request.end("after"));
    assertEquals("before, after", Bodies.await(received.future()));
    Bodies.await(closed);
  }
}
