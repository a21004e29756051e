package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.core.net.ServerSSLOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The connection of a request, and a new certificate for a server. */
@Timeout(60)
class Http2ConnectionIT {
  private final Vertx vertx = Vertx.vertx();
  private final List<ServerRequest> requests = new CopyOnWriteArrayList<>();
  private final Promise<ServerRequest> received = Promise.promise();
  private ServerSession server;

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(Http2Settings settings, Handler<ServerRequest> handler) {
    server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
      .requestHandler(request -> {
        requests.add(request);
        received.tryComplete(request);
        handler.handle(request);
      }).listen());
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort()).setHttp2(new Http2Options().setSettings(settings))));
  }

  private ClientSession connect(Handler<ServerRequest> handler) {
    return connect(new Http2Options().getSettings(), handler);
  }

  private static void ok(ServerRequest request) {
    request.response().end("ok");
  }

  @Test
  void all_requests_of_a_connection_share_one_object() throws SSLPeerUnverifiedException {
    ClientSession first = connect(Http2ConnectionIT::ok);
    Bodies.await(first.get("/1").send());
    Bodies.await(first.get("/2").send());
    ClientSession second = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort())));
    Bodies.await(second.get("/3").send());
    assertSame(requests.get(0).connection(), requests.get(1).connection());
    assertNotSame(requests.get(0).connection(), requests.get(2).connection());
    Http2Connection connection = requests.get(0).connection();
    assertEquals(requests.get(0).remoteAddress(), connection.remoteAddress());
    assertEquals(server.actualPort(), connection.localAddress().port());
    assertFalse(connection.isSsl());
    assertNull(connection.sslSession());
    assertNull(connection.peerCertificates());
  }

  @Test
  void the_settings_of_the_client_are_known() {
    Http2Settings settings = new Http2Options().getSettings().setInitialWindowSize(100_000).setMaxFrameSize(20_000)
      .setHeaderTableSize(0).setMaxHeaderListSize(12_345);
    Bodies.await(connect(settings, Http2ConnectionIT::ok).get("/").send());
    Http2Connection connection = requests.get(0).connection();
    Http2Settings remote = connection.remoteSettings();
    assertEquals(List.of(100_000, 20_000), List.of(remote.getInitialWindowSize(), remote.getMaxFrameSize()));
    assertEquals(List.of(0L, 12_345L), List.of(remote.getHeaderTableSize(), remote.getMaxHeaderListSize()));
    assertFalse(remote.isPushEnabled());
    assertEquals(0xffffffffL, remote.getMaxConcurrentStreams(), "not sent: unlimited");
    remote.setMaxFrameSize(30_000);
    assertEquals(20_000, connection.remoteSettings().getMaxFrameSize());
  }

  @Test
  void a_ping_completes_with_the_time_of_its_acknowledgement() {
    Bodies.await(connect(Http2ConnectionIT::ok).get("/").send());
    Duration first = Bodies.await(requests.get(0).connection().ping());
    assertTrue(first.toNanos() > 0, first::toString);
  }

  @Test
  void after_goaway_requests_in_flight_go_on_and_the_connection_is_closed_when_the_last_ends() {
    Promise<ConnectionClosedException> goAway = Promise.promise();
    Promise<Void> closed = Promise.promise();
    ClientSession session = connect(request -> { });
    session.goAwayHandler(goAway::tryComplete).closeHandler(v -> closed.complete());
    Future<ClientResponse> response = session.get("/").send();
    ServerRequest request = awaitRequest();
    Promise<Void> closedHere = Promise.promise();
    request.connection().closeHandler(v -> closedHere.complete());
    request.connection().goAway(ErrorCode.ENHANCE_YOUR_CALM.code(), "enough");
    ConnectionClosedException told = Bodies.await(goAway.future());
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, told.errorCode());
    assertTrue(told.getMessage().contains("enough"), told::getMessage);
    assertFalse(closed.future().isComplete());
    request.response().end("late");
    assertEquals("late", Bodies.await(response.compose(ClientResponse::text)));
    Bodies.await(closed.future());
    Bodies.await(closedHere.future());
    request.connection().goAway(ErrorCode.NO_ERROR); // does nothing any more
    assertInstanceOf(ConnectionClosedException.class, Bodies.failure(request.connection().ping()));
    assertThrows(IllegalArgumentException.class, () -> request.connection().goAway(-1));
  }

  @Test
  void debug_text_that_goaway_cannot_have_is_refused_and_changes_nothing() {
    ClientSession session = connect(request -> { });
    Future<ClientResponse> response = session.get("/").send();
    ServerRequest request = awaitRequest();
    Http2Connection connection = request.connection();
    assertThrows(NullPointerException.class, () -> connection.goAway(0, null));
    String umlauts = "\u00fc".repeat(Session.DEBUG_DATA_MAX / 2); // two bytes each
    assertThrows(IllegalArgumentException.class, () -> connection.goAway(0, umlauts + "+"));
    request.response().end("ok");
    assertEquals("ok", Bodies.await(response.compose(ClientResponse::text)));
    Bodies.await(connection.ping()); // the connection is not closed after its last request
    Promise<ConnectionClosedException> goAway = Promise.promise();
    session.goAwayHandler(goAway::tryComplete);
    connection.goAway(ErrorCode.ENHANCE_YOUR_CALM.code(), umlauts);
    ConnectionClosedException told = Bodies.await(goAway.future());
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, told.errorCode());
    assertEquals(umlauts, told.debugText());
  }

  private ServerRequest awaitRequest() {
    return Bodies.await(received.future());
  }

  @Test
  void a_connection_that_ends_after_goaway_ends_with_its_code_and_text() {
    int port = listen(new Http2Options(), received::tryComplete);
    try (FramePeer client = FramePeer.connect(port)) {
      client.handshake();
      client.acknowledging(false);
      get(client);
      ServerRequest request = awaitRequest();
      Future<Duration> ping = request.connection().ping();
      request.connection().goAway(ErrorCode.ENHANCE_YOUR_CALM.code(), "enough");
      request.response().end();
      ConnectionClosedException ended = assertInstanceOf(ConnectionClosedException.class, Bodies.failure(ping));
      assertEquals(ErrorCode.ENHANCE_YOUR_CALM, ended.errorCode());
      assertEquals("enough", ended.debugText());
    }
  }

  @Test
  void a_close_does_not_wait_for_a_client_that_does_not_read() throws IOException {
    Promise<Void> closed = Promise.promise();
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setHttp2(new Http2Options()
      .setSendTimeout(Integer.MAX_VALUE));
    options.setSendBufferSize(4096);
    server = Bodies.await(ServerSession.create(vertx, options).requestHandler(request -> {
      request.response().end(Buffer.buffer(new byte[60_000])); // as much as the client's window lets out at once
      request.connection().close().onComplete(closed);
    }).listen());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
    try (FramePeer client = FramePeer.over(socket, true)) {
      client.beginHandshake();
      get(client);
      Bodies.await(closed.future());
    }
  }

  private int listen(Http2Options http2, Handler<ServerRequest> handler) {
    server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setHttp2(http2))
      .requestHandler(handler).listen());
    return server.actualPort();
  }

  private static void get(FramePeer client) {
    client.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");
  }

  @Test
  void a_shutdown_lets_requests_in_flight_finish() {
    Promise<ConnectionClosedException> goAway = Promise.promise();
    ClientSession session = connect(request -> { });
    session.goAwayHandler(goAway::tryComplete);
    Future<ClientResponse> response = session.get("/").send();
    ServerRequest request = awaitRequest();
    Future<Void> shutdown = request.connection().shutdown();
    Bodies.await(goAway.future());
    assertFalse(shutdown.isComplete());
    request.response().end("late");
    assertEquals("late", Bodies.await(response.compose(ClientResponse::text)));
    Bodies.await(shutdown);
  }

  @Test
  void a_shutdown_after_goaway_has_a_deadline() {
    server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1")
      .setHttp2(new Http2Options().setShutdownGracePeriod(100))).requestHandler(received::tryComplete).listen());
    ClientSession session = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort())));
    Future<ClientResponse> response = session.get("/").send();
    Http2Connection connection = awaitRequest().connection();
    Bodies.await(connection.goAway(ErrorCode.NO_ERROR).shutdown());
    Bodies.failure(response);
  }

  @Test
  void a_close_ends_requests_in_flight() {
    ClientSession session = connect(request -> { });
    Future<ClientResponse> response = session.get("/").send();
    ServerRequest request = awaitRequest();
    Promise<Throwable> told = Promise.promise();
    request.response().exceptionHandler(told::complete);
    Bodies.await(request.connection().close());
    assertInstanceOf(ConnectionClosedException.class, Bodies.failure(response));
    assertInstanceOf(ConnectionClosedException.class, Bodies.await(told.future()));
    Promise<Void> late = Promise.promise();
    request.connection().closeHandler(v -> late.complete());
    Bodies.await(late.future());
    Bodies.await(request.connection().close());
  }

  @Test
  void a_response_that_was_ended_before_the_close_is_sent() {
    ClientSession session = connect(request -> { });
    Future<ClientResponse> response = session.get("/").send();
    ServerRequest request = awaitRequest();
    request.response().write(Buffer.buffer("a"));
    request.response().end("b"); // by this thread: the event loop has not sent it yet when it gets the close
    Bodies.await(request.connection().close());
    assertEquals("ab", Bodies.await(response.compose(ClientResponse::text)));
    Bodies.await(request.response().sent());
  }

  @Test
  void the_close_handler_is_called_when_the_client_closes() {
    ClientSession session = connect(Http2ConnectionIT::ok);
    Bodies.await(session.get("/").send());
    Promise<Void> closed = Promise.promise();
    requests.get(0).connection().closeHandler(v -> closed.complete());
    Bodies.await(session.close());
    Bodies.await(closed.future());
  }

  // --- the certificate of a server ---

  private static ClientRequest request(Vertx vertx, int port, SelfSignedCertificate trusted) {
    return Bodies.await(ClientSession.connect(vertx, clientOptions(port, trusted))).get("/");
  }

  private static ClientOptions clientOptions(int port, SelfSignedCertificate trusted) {
    return new ClientOptions().setHost("localhost").setPort(port).setSsl(true).setTrustOptions(trusted.trustOptions());
  }

  @Test
  void new_connections_get_the_new_certificate_and_open_ones_go_on() {
    SelfSignedCertificate old = SelfSignedCertificate.create("localhost");
    SelfSignedCertificate renewed = SelfSignedCertificate.create("localhost");
    server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setSsl(true)
      .setKeyCertOptions(old.keyCertOptions())).requestHandler(Http2ConnectionIT::ok).listen());
    ClientSession session = Bodies.await(ClientSession.connect(vertx, clientOptions(server.actualPort(), old)));
    ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(renewed.keyCertOptions());
    assertTrue(Bodies.await(server.updateSSLOptions(options)));
    assertEquals(200, Bodies.await(request(vertx, server.actualPort(), renewed).send()).status());
    assertInstanceOf(SSLException.class,
      Bodies.failure(ClientSession.connect(vertx, clientOptions(server.actualPort(), old))));
    assertEquals(200, Bodies.await(session.get("/").send()).status());
    assertFalse(Bodies.await(server.updateSSLOptions(options)));
  }

  @Test
  void a_closed_connection_still_tells_that_it_used_tls() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setSsl(true)
      .setKeyCertOptions(certificate.keyCertOptions())).requestHandler(request -> {
        received.complete(request);
        ok(request);
      }).listen());
    ClientSession session = Bodies.await(ClientSession.connect(vertx, clientOptions(server.actualPort(), certificate)));
    Bodies.await(session.get("/").send());
    ServerRequest request = awaitRequest();
    Bodies.await(session.close());
    Bodies.await(server.close()); // its sockets are closed too
    assertTrue(request.isSSL());
    assertTrue(request.connection().isSsl());
    assertNotNull(request.connection().sslSession());
    assertThrows(SSLPeerUnverifiedException.class, () -> request.connection().peerCertificates());
  }

  @Test
  void wrong_options_change_nothing() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    ServerSession idle = ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setSsl(true)
      .setKeyCertOptions(certificate.keyCertOptions())).requestHandler(Http2ConnectionIT::ok);
    ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(certificate.keyCertOptions());
    assertInstanceOf(IllegalStateException.class, Bodies.failure(idle.updateSSLOptions(options)));
    server = Bodies.await(idle.listen());
    assertInstanceOf(IllegalArgumentException.class, Bodies.failure(server.updateSSLOptions(new ServerSSLOptions())));
    assertEquals(200, Bodies.await(request(vertx, server.actualPort(), certificate).send()).status());
    Bodies.await(server.close());
    ServerSession cleartext = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
      .requestHandler(Http2ConnectionIT::ok).listen());
    assertInstanceOf(IllegalStateException.class, Bodies.failure(cleartext.updateSSLOptions(options)));
  }
}
