package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.micrometer.Label;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sessions over unix domain sockets. */
@Timeout(180)
class UnixSocketIT {
  private final Meters meters = new Meters();
  private final Vertx vertx = meters.vertx(EnumSet.allOf(Label.class));
  @TempDir
  private Path directory;
  private Path path;

  @BeforeEach
  void choose() {
    path = directory.resolve("h2.sock");
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static void tell(ServerRequest request) {
    request.respond(200, request.scheme() + " " + request.authority() + " from " + request.remoteAddress() + " to "
      + request.localAddress());
  }

  private ServerSession serve(ServerOptions options) {
    return Bodies.await(ServerSession.create(vertx, options.setPath(path.toString())).requestHandler(UnixSocketIT::tell)
      .listen());
  }

  private ClientSession connect(ClientOptions options) {
    return Bodies.await(ClientSession.connect(vertx, options.setPath(path.toString())));
  }

  private static String get(ClientSession session) {
    return Bodies.await(session.get("/").send().compose(ClientResponse::text));
  }

  private static Throwable failure(Future<?> future) {
    return assertThrows(CompletionException.class, () -> future.toCompletionStage().toCompletableFuture().join())
      .getCause();
  }

  @Test
  void both_ends_of_a_connection_go_by_the_name_of_the_socket_and_the_authority_by_that_of_the_host() {
    assertEquals(-1, serve(new ServerOptions()).actualPort());
    assertEquals("http localhost from " + path + " to " + path, get(connect(new ClientOptions())));
    assertEquals("http backend:81 from " + path + " to " + path, get(connect(new ClientOptions().setHost("backend")
      .setPort(81))));
  }

  @Test
  void an_upgrade_goes_over_it_too() {
    serve(new ServerOptions());
    assertTrue(get(connect(new ClientOptions().setCleartext(ClientOptions.Cleartext.UPGRADE))).startsWith(
      "http localhost from"));
  }

  @Test
  void with_tls_the_certificate_must_name_the_host() {
    Certificate certificate = Certificate.create(directory);
    serve(new ServerOptions().setSsl(true)
      .setKeyCertOptions(new PemKeyCertOptions().setCertPath(certificate.cert()).setKeyPath(certificate.key())));
    ClientOptions options = new ClientOptions().setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(
      certificate.cert()));
    assertTrue(get(connect(options)).startsWith("https localhost from "));
    String refused = failure(ClientSession.connect(vertx, options.setHost("example.org"))).getMessage();
    assertTrue(refused.startsWith("TLS with unix:" + path + " failed: ") && refused.contains("example.org"), refused);
  }

  @Test
  void metrics_tell_the_path() {
    serve(new ServerOptions());
    ClientSession session = connect(new ClientOptions());
    ClientRequest request = session.post("/");
    assertEquals(200, Bodies.await(request.send(Buffer.buffer("four"))).status());
    Bodies.await(session.ping());
    Bodies.await(session.ping()); // the response to the first is counted
    String[] server = {"local", path.toString(), "remote", path.toString()};
    assertEquals(1, meters.value("vertx.http.server.active.connections", server), () -> meters.all("vertx").toString());
    assertTrue(meters.value("vertx.http.server.bytes.read", server) > 0);
    assertEquals(1, meters.value("vertx.http.server.requests", "local", path.toString(), "code", "200"));
    assertEquals(1, meters.value("vertx.http.client.active.connections", "remote", path.toString()));
    assertEquals(1, meters.value("vertx.http.client.requests", "remote", path.toString()));
    assertEquals(1, meters.value("vertx.pool.completed", "pool_name", "unix:" + path));
    Bodies.await(session.close());
  }

  @Test
  void the_file_is_there_as_long_as_the_server() throws IOException {
    ServerSession server = serve(new ServerOptions());
    assertTrue(Files.readAttributes(path, "*", LinkOption.NOFOLLOW_LINKS).get("isOther").equals(true), "a socket");
    Bodies.await(server.close());
    assertFalse(Files.exists(path));
    Bodies.await(server.listen());
    assertTrue(get(connect(new ClientOptions())).startsWith("http localhost"));
    Bodies.await(vertx.close());
    assertFalse(Files.exists(path));
  }

  @Test
  void a_socket_that_another_process_listens_on_is_left_to_it() throws IOException {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      assertTaken();
      assertTrue(Files.exists(path));
    }
    assertTaken(); // which is how a process that is killed leaves it
    Files.delete(path);
    serve(new ServerOptions());
  }

  private void assertTaken() {
    Throwable refused = failure(ServerSession.create(vertx, new ServerOptions().setPath(path.toString()))
      .requestHandler(UnixSocketIT::tell).listen());
    assertInstanceOf(BindException.class, refused);
    assertTrue(refused.getMessage().startsWith("cannot listen on unix:" + path + ": ")
      && refused.getMessage().endsWith(
        "; another server listens there, or one that was killed has left the file, which is then to"
          + " be removed"), refused::getMessage);
  }

  @Test
  void a_place_where_no_file_can_be_is_named() {
    path = directory.resolve("none").resolve("h2.sock");
    String refused = failure(ServerSession.create(vertx, new ServerOptions().setPath(path.toString()))
      .requestHandler(UnixSocketIT::tell).listen()).getMessage();
    assertTrue(refused.startsWith("cannot listen on unix:" + path + ": ") && refused.contains(
      "in a directory that is there"), refused);
  }

  @Test
  void a_connection_to_nobody_fails_with_the_path() throws IOException {
    Throwable missing = failure(ClientSession.connect(vertx, new ClientOptions().setPath(path.toString())));
    assertTrue(missing.getMessage().contains(path.toString()), missing::toString);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
    }
    Throwable refused = failure(ClientSession.connect(vertx, new ClientOptions().setPath(path.toString())));
    assertInstanceOf(ConnectException.class, refused);
    assertTrue(refused.getMessage().contains(path.toString()), refused::toString);
  }

  @Test
  void a_path_and_a_port_are_too_much() {
    ServerOptions both = new ServerOptions().setPath(path.toString()).setPort(8080);
    assertEquals("path is \"" + path
      + "\", and host and port are 0.0.0.0:8080; a server listens on a unix domain socket, or on"
      + " host and port", assertThrows(IllegalArgumentException.class, () -> ServerSession.create(vertx, both))
        .getMessage());
  }

  @Test
  void a_transport_that_has_none_is_named_with_those_that_have() {
    Vertx other = Vertx.builder().withTransport(new NoUnixSockets()).build();
    try {
      String said = "path is \"" + path
        + "\", but the transport of this Vert.x (NoUnixSockets) has no unix domain sockets; take"
        + " host and port, or a transport that has them: ";
      String server = assertThrows(IllegalArgumentException.class,
        () -> ServerSession.create(other, new ServerOptions().setPath(path.toString()))).getMessage();
      assertTrue(server.startsWith(said), server);
      String client = failure(ClientSession.connect(other, new ClientOptions().setPath(path.toString()))).getMessage();
      assertTrue(client.startsWith(said), client);
    } finally {
      Bodies.await(other.close());
    }
  }
}
