package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client, served by nghttpd: directly, over TLS, and by an upgrade through nghttpx. */
@Timeout(180)
@NeedsPeer({"nghttpd", "nghttpx"})
class NghttpdIT {
  private static final int[] SIZES = {0, 1, 16_384, 100_000, 6 << 20};

  @TempDir
  static Path directory;

  private static Peer.Server cleartext;
  private static Peer.Server tls;
  private static Peer.Server echo;
  private static Peer.Server proxy;
  private static Certificate certificate;

  private final Vertx vertx = Vertx.vertx();

  /** How the connection begins. */
  enum Start {
    PRIOR_KNOWLEDGE, TLS, UPGRADE
  }

  @BeforeAll
  static void serve() {
    String nghttpd = Peer.find("nghttpd", "nghttp2-server");
    String nghttpx = Peer.find("nghttpx", "nghttp2-proxy");
    certificate = Certificate.create(directory);
    for (int size : SIZES) {
      Bodies.randomFile(directory, size);
    }
    cleartext = Peer.serve(port -> List.of(nghttpd, "--no-tls", "-a", "127.0.0.1", "-m", "5",
      "-d", directory.toString(), "--trailer", "x-last: served", Integer.toString(port)));
    tls = Peer.serve(port -> List.of(nghttpd, "-a", "127.0.0.1", "-d", directory.toString(), Integer.toString(port),
      certificate.key(), certificate.cert()));
    echo = Peer.serve(port -> List.of(nghttpd, "--no-tls", "-a", "127.0.0.1", "--echo-upload", "-w", "17",
      "-d", directory.toString(), Integer.toString(port)));
    // The configuration that the package installs listens on port 3000 too.
    proxy = Peer.serve(port -> List.of(nghttpx, "--conf=/dev/null", "-f127.0.0.1," + port + ";no-tls",
      "-b127.0.0.1," + echo.port() + ";;proto=h2", "--workers=1", "--errorlog-file=/dev/stderr",
      "--accesslog-file=/dev/null"));
  }

  @AfterAll
  static void stop() {
    for (Peer.Server server : new Peer.Server[] {proxy, echo, tls, cleartext}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(Start start) {
    ClientOptions options = new ClientOptions().setHost("localhost");
    options.setPort(switch (start) {
      case PRIOR_KNOWLEDGE -> cleartext.port();
      case TLS -> tls.port();
      case UPGRADE -> proxy.port();
    });
    if (start == Start.TLS) {
      options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert()));
    } else if (start == Start.UPGRADE) {
      options.setCleartext(Cleartext.UPGRADE);
    }
    return Bodies.await(ClientSession.connect(vertx, options));
  }

  private ClientSession connectEcho(ClientOptions options) {
    return Bodies.await(ClientSession.connect(vertx, options.setHost("127.0.0.1").setPort(echo.port())));
  }

  private static String expected(int size) {
    return Bodies.sha256(directory.resolve("random-" + size));
  }

  private Future<String> fetch(ClientSession session, int size) {
    return session.get("/random-" + size).send().compose(response -> {
      assertEquals(200, response.status());
      assertEquals(size, response.contentLength());
      return Bodies.sha256WithPauses(vertx, response);
    });
  }

  @ParameterizedTest
  @EnumSource
  void files_of_any_size_arrive(Start start) {
    ClientSession session = connect(start);
    for (int size : SIZES) {
      assertEquals(expected(size), Bodies.await(fetch(session, size)), () -> size + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void two_hundred_requests_at_once(Start start) {
    ClientSession session = connect(start);
    List<Future<String>> responses = IntStream.range(0, 200).mapToObj(i -> fetch(session, SIZES[i % 4])).toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 200; i++) {
      assertEquals(expected(SIZES[i % 4]), responses.get(i).result());
    }
  }

  @Test
  void six_mebibytes_are_echoed() {
    Path file = directory.resolve("random-" + (6 << 20));
    ClientSession session = connectEcho(new ClientOptions());
    Future<String> received = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> session.post("/").send(content))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(expected(6 << 20), Bodies.await(received), echo.peer()::output);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_385, 1 << 20})
  void bodies_go_through_the_proxy_after_an_upgrade(int size) {
    Buffer body = Buffer.buffer(Bodies.random(size));
    Buffer echoed = Bodies.await(connect(Start.UPGRADE).post("/").send(body).compose(ClientResponse::body));
    assertEquals(Bodies.sha256(body), Bodies.sha256(echoed));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 65_535, 8 << 20})
  void windows_of_any_size_work(int window) {
    ClientOptions options = new ClientOptions();
    options.getHttp2().setSettings(new Http2Settings().setPushEnabled(false).setInitialWindowSize(window));
    ClientSession session = connectEcho(options);
    int size = 300_000;
    Buffer body = Buffer.buffer(Bodies.random(size));
    Buffer echoed = Bodies.await(session.post("/").send(body).compose(ClientResponse::body));
    assertEquals(Bodies.sha256(body), Bodies.sha256(echoed));
  }

  @Test
  void uploads_in_parallel() {
    ClientSession session = connectEcho(new ClientOptions());
    List<Future<Buffer>> responses = IntStream.range(0, 50)
      .mapToObj(i -> session.post("/").send(Buffer.buffer(Bodies.random(20_000 + i))).compose(ClientResponse::body))
      .toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 50; i++) {
      assertEquals(Bodies.sha256(Bodies.random(20_000 + i)), Bodies.sha256(responses.get(i).result()));
    }
  }

  @Test
  void trailers_of_the_response_arrive() {
    ClientResponse response = Bodies.await(connect(Start.PRIOR_KNOWLEDGE).get("/random-1").send()
      .compose(received -> received.body().map(received)));
    assertEquals("served", response.trailers().get("x-last"));
  }

  @Test
  void a_head_and_a_missing_file() {
    ClientSession session = connect(Start.PRIOR_KNOWLEDGE);
    ClientResponse head = Bodies.await(session.request(HttpMethod.HEAD, "/random-100000").send()
      .compose(response -> response.body().map(response)));
    assertEquals("200 100000 0", head.status() + " " + head.contentLength() + " " + Bodies.await(head.body()).length());
    assertEquals(404, Bodies.await(session.get("/nothing").send()).status());
  }

  @Test
  void the_short_way() {
    String url = "http://127.0.0.1:" + cleartext.port() + "/random-100000";
    assertEquals(expected(100_000), Bodies.sha256(Bodies.await(Http2.get(vertx, url).compose(ClientResponse::body))));
  }

  @Test
  void a_reader_that_stops_does_not_hold_up_the_others() {
    ClientSession session = connect(Start.PRIOR_KNOWLEDGE);
    Future<ClientResponse> unread = session.get("/random-" + (6 << 20)).send();
    Bodies.await(unread);
    assertEquals(expected(100_000), Bodies.await(fetch(session, 100_000)));
    Future<String> late = unread.compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(expected(6 << 20), Bodies.await(late));
  }

  @Test
  void a_server_that_is_killed_fails_what_is_under_way() {
    Peer.Server victim = Peer.serve(port -> List.of(Peer.find("nghttpd", "nghttp2-server"), "--no-tls", "-a",
      "127.0.0.1", "-d", directory.toString(), Integer.toString(port)));
    try (victim) {
      ClientSession session = Bodies.await(ClientSession.connect(vertx,
        new ClientOptions().setHost("127.0.0.1").setPort(victim.port())));
      ClientResponse response = Bodies.await(session.get("/random-" + (6 << 20)).send());
      victim.close();
      Throwable failure = Bodies.failure(Future.future(promise -> response.ended().onComplete(promise)));
      assertTrue(failure.getMessage().contains("connection"), failure::toString);
    }
  }
}
