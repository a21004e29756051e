package io.github.vertxnghttp2.it;

import com.sun.net.httpserver.HttpServer;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client, and servers without HTTP/2: the request fails at once, and the exception says why. */
@Timeout(180)
class OddPeersIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  Path directory;

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static ClientOptions to(int port) {
    return new ClientOptions().setHost("localhost").setPort(port);
  }

  private Throwable failure(ClientOptions options) {
    return Bodies.failure(ClientSession.connect(vertx, options));
  }

  private String refusal(ClientOptions options) {
    return assertInstanceOf(ProtocolException.class, failure(options)).getMessage();
  }

  @ParameterizedTest
  @EnumSource
  void a_jdk_http_1_server_is_refused(Cleartext cleartext) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    try {
      String message = refusal(to(server.getAddress().getPort()).setCleartext(cleartext));
      assertTrue(message.contains(cleartext == Cleartext.UPGRADE ? "to the upgrade" : "HTTP/1"), message);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_vertx_http_1_server_is_refused(Cleartext cleartext) {
    int port = Bodies.await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
      .setHttp2ClearTextEnabled(false)).requestHandler(request -> request.response().end("HTTP/1")).listen())
      .actualPort();
    String message = refusal(to(port).setCleartext(cleartext));
    assertTrue(message.contains("HTTP/1") || message.contains("h2c"), message);
  }

  @Test
  void tls_without_alpn_is_refused() {
    int port = Bodies.await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true)
        .setUseAlpn(false).setKeyCertOptions(CERTIFICATE.keyCertOptions()))
      .requestHandler(request -> request.response().end("HTTP/1")).listen()).actualPort();
    String message = refusal(to(port).setSsl(true).setTrustOptions(CERTIFICATE.trustOptions()));
    assertTrue(message.contains("ALPN"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "http1"})
  void an_https_server_of_node_is_refused(String kind) {
    String node = Peer.find("node", "nodejs");
    Certificate certificate = Certificate.create(directory);
    try (Peer server = Peer.start(node, ExampleServer.projectFile("src/test/resources/it/server.mjs").toString(),
      certificate.key(), certificate.cert(), kind)) {
      int port = Integer.parseInt(server.awaitLine("listening ").split(" ")[1]);
      // Node ends the handshake with an alert if it knows none of the protocols.
      String message = refusal(to(port).setSsl(true).setTrustAll(true));
      assertTrue(message.contains("ALPN"), message);
    }
  }

  @Test
  void a_refused_port_is_a_connect_exception_that_names_it() throws IOException {
    try (Socket deaf = Peer.deafPort()) {
      ConnectException failure = assertInstanceOf(ConnectException.class,
        failure(to(deaf.getLocalPort()).setHost("127.0.0.1")));
      assertTrue(failure.getMessage().contains("127.0.0.1:" + deaf.getLocalPort()), failure::getMessage);
    }
  }

  @Test
  void a_single_request_fails_as_well() throws IOException {
    try (Socket deaf = Peer.deafPort()) {
      assertInstanceOf(ConnectException.class,
        Bodies.failure(Http2.get(vertx, "http://127.0.0.1:" + deaf.getLocalPort() + "/")));
    }
  }

  @Test
  void a_name_that_cannot_be_resolved_is_named() {
    Throwable failure = failure(new ClientOptions().setHost("nobody.invalid").setPort(80));
    assertInstanceOf(UnknownHostException.class, failure);
    assertTrue(failure.getMessage().contains("nobody.invalid"), failure::getMessage);
  }

  @Test
  void a_certificate_that_is_not_trusted_fails_the_handshake() {
    int port = listen().actualPort();
    Throwable failure = failure(to(port).setSsl(true));
    assertInstanceOf(SSLException.class, failure);
    assertTrue(failure.getMessage().toLowerCase().contains("certif") || String.valueOf(failure.getCause()).contains(
      "certif"), failure::toString);
  }

  @Test
  void a_certificate_for_another_name_fails_the_handshake() {
    SelfSignedCertificate other = SelfSignedCertificate.create("elsewhere.example");
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)
        .setSsl(true).setKeyCertOptions(other.keyCertOptions())).requestHandler(request -> request.response().end())
      .exceptionHandler(cause -> { }).listen());
    assertInstanceOf(SSLException.class,
      failure(to(server.actualPort()).setSsl(true).setTrustOptions(other.trustOptions())));
  }

  private ServerSession listen() {
    return Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true)
        .setKeyCertOptions(CERTIFICATE.keyCertOptions())).requestHandler(request -> request.response().end())
      .exceptionHandler(cause -> { }).listen());
  }

  @Test
  void cleartext_to_a_tls_port_fails() {
    String message = refusal(to(listen().actualPort()));
    assertTrue(message.contains("SETTINGS"), message);
  }

  @Test
  void tls_to_a_cleartext_port_fails() {
    int port = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> request.response().end()).listen()).actualPort();
    assertInstanceOf(IOException.class, failure(to(port).setSsl(true).setTrustAll(true)));
  }

  private int raw(Handler<NetSocket> handler) {
    NetServer server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0)).connectHandler(
      handler);
    return Bodies.await(server.listen()).actualPort();
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_says_nothing_runs_into_the_handshake_timeout(Cleartext cleartext) {
    ClientOptions options = to(raw(socket -> { })).setCleartext(cleartext);
    options.getHttp2().setHandshakeTimeout(300);
    String message = refusal(options);
    assertTrue(message.contains("handshakeTimeout = 300 ms"), message);
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_closes_at_once_is_reported(Cleartext cleartext) {
    String message = refusal(to(raw(NetSocket::close)).setCleartext(cleartext));
    assertTrue(message.contains("ended the connection") || message.contains("closed the connection"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"220 mail.example ESMTP\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0\0\0\0\0\0\0\0\0\0"})
  void another_protocol_is_refused(String greeting) {
    Throwable failure = failure(to(raw(socket -> socket.write(Buffer.buffer(greeting)))));
    assertInstanceOf(ProtocolException.class, failure);
  }

  @Test
  void a_line_of_http_in_pieces_is_recognised() {
    String message = refusal(to(raw(socket -> socket.write("HTT").onSuccess(v ->
      vertx.setTimer(50, timer -> socket.write("P/1.1 400 Bad Request\r\n\r\n"))))));
    assertTrue(message.contains("HTTP/1.1 400 Bad Request"), message);
  }

  @Test
  void a_connection_that_fails_closes_its_socket() {
    Promise<Void> closed = Promise.promise();
    refusal(to(raw(socket -> socket.closeHandler(v -> closed.complete()).write("HTTP/1.1 400 Bad Request\r\n\r\n"))));
    Bodies.await(closed.future());
  }

  @Test
  void a_request_after_the_end_fails_at_once() {
    int port = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> request.response().end("x")).listen()).actualPort();
    Future<ClientSession> connected = ClientSession.connect(vertx, to(port));
    ClientSession session = Bodies.await(connected);
    assertEquals(200, Bodies.await(session.get("/").send()).status());
    Bodies.await(session.close());
    assertTrue(!session.requestAllowed() && Bodies.failure(session.get("/").send()).getMessage() != null);
  }
}
