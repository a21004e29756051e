package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
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

/** Our client, served by Vert.x's own HTTP server. */
@Timeout(180)
class VertxServerIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final Vertx vertx = Vertx.vertx();
  private final Promise<Throwable> requestFailure = Promise.promise();
  private HttpServer server;

  @TempDir
  Path directory;

  /** How the connection begins. */
  enum Start {
    PRIOR_KNOWLEDGE, UPGRADE, TLS
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(Start start) {
    boolean tls = start == Start.TLS;
    server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0).setSsl(tls).setUseAlpn(tls)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions())).requestHandler(this::respond);
    Bodies.await(server.listen());
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost").setPort(
      server.actualPort())
      .setSsl(tls).setTrustOptions(tls ? CERTIFICATE.trustOptions() : null)
      .setCleartext(start == Start.UPGRADE ? Cleartext.UPGRADE : Cleartext.PRIOR_KNOWLEDGE)));
  }

  private void respond(HttpServerRequest request) {
    switch (request.path()) {
      case "/echo" -> {
        request.response().setChunked(true);
        request.pipeTo(request.response());
      }
      case "/trailers" -> request.response().setChunked(true).putTrailer("x-last", "here").end("body");
      case "/waits" -> {
        request.exceptionHandler(requestFailure::tryComplete);
        request.response().setChunked(true).write("begin");
      }
      case "/settings" -> request.response().end(((Http2Settings) request.connection().remoteSettings()).toJson()
        .encode());
      default -> request.response().end(request.version() + " " + request.method() + " " + request.uri() + " "
        + request.authority() + " " + request.scheme());
    }
  }

  private static Future<String> text(ClientRequest request) {
    return request.send().compose(ClientResponse::text);
  }

  @ParameterizedTest
  @EnumSource
  void a_get_has_a_response(Start start) {
    ClientSession session = connect(start);
    assertEquals("HTTP_2 GET /some?q=1 localhost:" + server.actualPort() + " " + (start == Start.TLS ? "https"
      : "http"), Bodies.await(text(session.get("/some?q=1"))));
  }

  @ParameterizedTest
  @EnumSource
  void five_mebibytes_are_streamed_both_ways(Start start) {
    ClientSession session = connect(start);
    Path file = Bodies.randomFile(directory, 5 << 20);
    Future<String> received = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> session.post("/echo").send(content))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(Bodies.sha256(file), Bodies.await(received));
  }

  @ParameterizedTest
  @EnumSource
  void three_hundred_requests_at_once(Start start) {
    ClientSession session = connect(start);
    List<Future<Buffer>> responses = IntStream.range(0, 300)
      .mapToObj(i -> session.post("/echo").send(Buffer.buffer(Bodies.random(i * 37))).compose(ClientResponse::body))
      .toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 300; i++) {
      assertEquals(Buffer.buffer(Bodies.random(i * 37)), responses.get(i).result());
    }
  }

  @Test
  void trailers_arrive() {
    ClientResponse response = Bodies.await(connect(Start.PRIOR_KNOWLEDGE).get("/trailers").send()
      .compose(received -> received.body().map(received)));
    assertEquals("here", response.trailers().get("x-last"));
  }

  @Test
  void our_settings_arrive() {
    JsonObject settings = new JsonObject(Bodies.await(text(connect(Start.PRIOR_KNOWLEDGE).get("/settings"))));
    assertEquals(false, settings.getBoolean("pushEnabled"));
    assertEquals(256 << 10, settings.getInteger("initialWindowSize"));
    assertEquals(64 << 10, settings.getInteger("maxHeaderListSize"));
  }

  @Test
  void a_reset_by_this_side_reaches_the_peer_with_its_code() {
    ClientRequest request = connect(Start.PRIOR_KNOWLEDGE).post("/waits");
    Bodies.await(request.write("some"));
    ClientResponse response = Bodies.await(request.response());
    request.reset(ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(11, assertInstanceOf(StreamResetException.class, Bodies.await(requestFailure.future())).getCode());
    Throwable failure = Bodies.failure(Future.future(promise -> response.ended().onComplete(promise)));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, assertInstanceOf(StreamClosedException.class, failure).errorCode());
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_shuts_down_sends_the_response(Start start) {
    ClientSession session = connect(start);
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    ClientRequest request = session.post("/echo");
    Bodies.await(request.write("before, "));
    ClientResponse response = Bodies.await(request.response());
    Promise<Void> goAway = Promise.promise();
    session.goAwayHandler(end -> goAway.tryComplete());
    Future<Void> down = server.shutdown();
    Bodies.await(goAway.future());
    request.end("after");
    assertEquals("before, after", Bodies.await(response.text()));
    Bodies.await(down);
    Bodies.await(closed.future());
  }
}
