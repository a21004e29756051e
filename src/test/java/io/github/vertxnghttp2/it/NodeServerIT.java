package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client, served by Node's http2 module: the routes are in server.mjs. */
@Timeout(180)
@NeedsPeer("node")
class NodeServerIT {
  private static Peer cleartext;
  private static Peer tls;
  private static Certificate certificate;

  @TempDir
  static Path directory;

  private final Vertx vertx = Vertx.vertx();
  private ClientSession session;

  @BeforeAll
  static void start() {
    String node = Peer.find("node", "nodejs");
    String script = ExampleServer.projectFile("src/test/resources/it/server.mjs").toString();
    certificate = Certificate.create(directory);
    cleartext = Peer.start(node, script);
    tls = Peer.start(node, script, certificate.key(), certificate.cert());
  }

  @AfterAll
  static void stop() {
    cleartext.close();
    tls.close();
  }

  @BeforeEach
  void connect() {
    session = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port(
      cleartext))));
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
    assertTrue(cleartext.isAlive(), () -> cleartext.describe("Node has ended"));
    assertTrue(tls.isAlive(), () -> tls.describe("Node has ended"));
  }

  private static int port(Peer peer) {
    return Integer.parseInt(peer.awaitLine("listening ").split(" ")[1]);
  }

  private ClientSession connectTls() {
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost").setPort(port(tls)).setSsl(
      true)
      .setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert()))));
  }

  private static Future<String> text(ClientRequest request) {
    return request.send().compose(ClientResponse::text);
  }

  @Test
  void a_get_has_a_response() {
    assertEquals("Hello from Node", Bodies.await(text(session.get("/hello"))));
  }

  @Test
  void a_get_over_tls_with_a_trusted_certificate_has_a_response() {
    assertEquals("Hello from Node", Bodies.await(text(connectTls().get("/hello"))));
  }

  @Test
  void a_single_request_reads_the_whole_body() {
    ClientResponse response = Bodies.await(Http2.get(vertx, "http://127.0.0.1:" + port(cleartext) + "/hello"));
    assertEquals(200, response.status());
    assertTrue(response.body().isComplete());
    assertEquals("Hello from Node", Bodies.await(response.text()));
    assertEquals("again", Bodies.await(Http2.post(vertx, "http://127.0.0.1:" + port(cleartext) + "/echo",
      Buffer.buffer("again")).compose(ClientResponse::text)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void six_mebibytes_are_streamed_both_ways(boolean overTls) {
    Path file = Bodies.randomFile(directory, 6 << 20);
    ClientSession chosen = overTls ? connectTls() : session;
    Future<String> received = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> chosen.post("/echo").send(content))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(Bodies.sha256(file), Bodies.await(received));
  }

  @Test
  void a_body_that_is_known_has_its_length() {
    assertEquals("5", Bodies.await(session.post("/echo").send("12345")).header("x-length"));
    assertEquals("none", Bodies.await(session.get("/echo").send()).header("x-length"));
  }

  @Test
  void trailers_of_the_response_arrive() {
    ClientResponse response = Bodies.await(session.get("/trailers").send().compose(r -> r.body().map(r)));
    assertEquals("trailer", response.trailers().get("x-last"));
    assertEquals(List.of("1", "2"), response.trailers().getAll("x-many"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with a body"})
  void trailers_of_the_request_arrive(String body) {
    assertEquals("mine", Bodies.await(session.post("/request-trailers").putTrailer("x-last", "mine").send(body)
      .compose(ClientResponse::text)));
  }

  @Test
  void informational_responses_come_before_the_final_one() {
    List<InformationalResponse> hints = new CopyOnWriteArrayList<>();
    assertEquals("after the hints", Bodies.await(text(session.get("/hints").informationalHandler(hints::add))));
    assertEquals(List.of(103, 102), hints.stream().map(InformationalResponse::status).toList());
    assertEquals("</style.css>; rel=preload", hints.get(0).headers().get("link"));
  }

  @Test
  void a_body_can_wait_for_100_continue() {
    ClientRequest request = session.post("/continue");
    assertTrue(Bodies.await(request.expectContinue()));
    request.end("go on");
    assertEquals("go on", Bodies.await(request.response().compose(ClientResponse::text)));
  }

  @Test
  void a_response_may_come_instead_of_100_continue() {
    ClientRequest request = session.post("/empty");
    assertFalse(Bodies.await(request.expectContinue()));
    assertEquals(204, Bodies.await(request.response()).status());
    request.reset(ErrorCode.NO_ERROR);
  }

  @Test
  void a_file_goes_there_and_comes_back_in_parts() {
    Path file = Bodies.randomFile(directory, 3 << 20);
    ClientRequest request = session.post("/echo");
    request.sendFile(file.toString());
    ClientResponse response = Bodies.await(request.response());
    assertEquals(String.valueOf(3 << 20), response.header("x-length"));
    Buffer received = Buffer.buffer();
    for (Buffer part; (part = Bodies.await(response.read(50_000))).length() > 0; ) {
      assertTrue(part.length() <= 50_000);
      received.appendBuffer(part);
    }
    assertEquals(Bodies.sha256(file), Bodies.sha256(received));
    Bodies.await(response.ended());
  }

  @Test
  void a_single_request_over_tls_connects_to_another_host_for_the_same_name() {
    Http2RequestOptions options = new Http2RequestOptions().setHost("127.0.0.1").setPort(port(tls))
      .setClient(new ClientOptions().setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert())));
    assertEquals("Hello from Node",
      Bodies.await(Http2.get(vertx, "https://localhost/hello", options).compose(ClientResponse::text)));
    assertInstanceOf(SSLException.class, Bodies.failure(Http2.get(vertx, "https://elsewhere.example/hello", options)));
  }

  @Test
  void a_single_request_ends_at_its_timeout() {
    String url = "http://127.0.0.1:" + port(cleartext) + "/wait-for-a-short-time";
    Http2RequestOptions options = new Http2RequestOptions().setTimeout(Duration.ofMillis(300));
    // Until one of them has come to the server before its time was over.
    Repeat.until("a request at the server", () -> cleartext.output().contains("aborted /wait-for-a-short-time 8"),
      () -> assertInstanceOf(RequestTimeoutException.class, Bodies.failure(Http2.get(vertx, url, options))));
  }

  @Test
  void a_slow_response_arrives_in_pieces() {
    List<String> pieces = new ArrayList<>();
    Promise<Void> ended = Promise.promise();
    ClientRequest request = session.post("/drops");
    request.write(Buffer.buffer());
    request.response().onSuccess(response -> response.handler(piece -> {
      pieces.add(piece.toString());
      if (pieces.size() < 10) {
        request.write("more"); // without which there would be no next piece
      } else {
        request.end();
      }
    }).endHandler(v -> ended.complete()));
    Bodies.await(ended.future());
    assertEquals(Collections.nCopies(10, "drop "), pieces);
  }

  @Test
  void more_requests_than_streams_wait_for_their_turn() {
    List<Future<String>> responses = IntStream.range(0, 200)
      .mapToObj(i -> session.post("/echo").send("number " + i).compose(ClientResponse::text)).toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 200; i++) {
      assertEquals("number " + i, responses.get(i).result());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 8, 11})
  void a_reset_before_the_response_has_its_code(long code) {
    StreamClosedException failure =
      assertInstanceOf(StreamClosedException.class, Bodies.failure(session.get("/reset/" + code).send()));
    assertEquals(code, failure.code());
    assertEquals(Http2Exception.Initiator.REMOTE, failure.initiator());
    assertEquals("Hello from Node", Bodies.await(text(session.get("/hello"))));
  }

  @Test
  void a_refused_stream_is_safe_to_send_again() {
    assertInstanceOf(UnprocessedException.class, Bodies.failure(session.get("/reset/7").send()));
  }

  @Test
  void a_reset_in_the_middle_of_the_body_fails_the_body() {
    Throwable failure = Bodies.failure(session.get("/reset-midway").send().compose(ClientResponse::body));
    assertEquals(ErrorCode.INTERNAL_ERROR, assertInstanceOf(StreamClosedException.class, failure).errorCode());
  }

  @Test
  void a_body_shorter_than_its_length_fails() {
    Throwable failure = Bodies.failure(session.get("/short").send().compose(ClientResponse::body));
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(StreamClosedException.class, failure).errorCode());
  }

  @Test
  void a_goaway_is_reported_and_the_stream_continues() {
    Promise<ConnectionClosedException> goAway = Promise.promise();
    session.goAwayHandler(goAway::tryComplete);
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    assertEquals("still served", Bodies.await(text(session.get("/goaway"))));
    ConnectionClosedException told = Bodies.await(goAway.future());
    assertEquals("ENHANCE_YOUR_CALM 1 too much", told.errorCode() + " " + told.lastStreamId() + " " + told.debugText());
    assertFalse(session.requestAllowed());
    Bodies.await(closed.future());
    assertInstanceOf(Http2Exception.class, Bodies.failure(session.get("/hello").send()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/destroy", "/abort"})
  void a_lost_connection_fails_requests_in_flight(String path) {
    Future<ClientResponse> waiting = session.get("/wait").send();
    assertInstanceOf(Http2Exception.class, Bodies.failure(session.get(path).send()));
    assertInstanceOf(Http2Exception.class, Bodies.failure(waiting));
    assertInstanceOf(Http2Exception.class, Bodies.failure(session.get("/hello").send()));
  }

  @Test
  void a_reset_by_the_client_reaches_the_server() {
    ClientRequest request = session.post("/wait-to-be-reset");
    request.write("begin").onSuccess(v -> request.reset(ErrorCode.CANCEL));
    StreamClosedException failure = assertInstanceOf(StreamClosedException.class, Bodies.failure(request.response()));
    assertEquals("CANCEL LOCAL", failure.errorCode() + " " + failure.initiator());
    cleartext.awaitLine("aborted /wait-to-be-reset 8");
  }

  @Test
  void a_response_without_content_ends_with_its_head() {
    ClientResponse response = Bodies.await(session.get("/empty").send().compose(r -> r.body().map(r)));
    assertEquals("204 0", response.status() + " " + Bodies.await(response.body()).length());
  }

  @Test
  void the_response_to_a_head_request_has_no_body() {
    ClientResponse response = Bodies.await(session.request(HttpMethod.HEAD, "/hello").send()
      .compose(r -> r.body().map(r)));
    assertEquals("text/plain 0", response.contentType() + " " + Bodies.await(response.body()).length());
  }

  @Test
  void a_head_in_continuation_frames_is_read() {
    assertEquals("9".repeat(4000), Bodies.await(session.get("/big-head").send()).header("x-9"));
  }

  @Test
  void a_head_over_the_limit_fails_its_request_only() {
    assertInstanceOf(Http2Exception.class, Bodies.failure(session.get("/huge-head").send()));
    assertEquals("Hello from Node", Bodies.await(text(session.get("/hello"))));
  }

  @Test
  void a_ping_is_acknowledged() {
    assertTrue(Bodies.await(session.ping()).toNanos() > 0);
  }

  @Test
  void a_closed_session_finishes_requests_in_flight() {
    Future<String> slow = session.get("/slow").send().compose(response -> {
      session.close();
      return response.text();
    });
    assertEquals("drop ".repeat(10), Bodies.await(slow));
    Bodies.await(session.close());
  }

  @Test
  void a_terminated_session_fails_requests_in_flight() {
    Future<Buffer> body = Bodies.await(session.get("/head-only").send().map(ClientResponse::body));
    Bodies.await(session.terminate(ErrorCode.INTERNAL_ERROR));
    assertEquals(ErrorCode.INTERNAL_ERROR, assertInstanceOf(Http2Exception.class, Bodies.failure(body)).errorCode());
  }
}
