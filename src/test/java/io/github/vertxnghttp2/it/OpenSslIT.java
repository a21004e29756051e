package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client and our server on OpenSSL and on the JDK's engine. Needs the natives of netty-tcnative. */
@EnabledIf(value = "isAvailable", disabledReason = "no natives of netty-tcnative for this machine")
@Timeout(180)
class OpenSslIT {
  private static final SelfSignedCertificate SERVER = SelfSignedCertificate.create("localhost");
  private static final SelfSignedCertificate CLIENT = SelfSignedCertificate.create("the client");

  private final Vertx vertx = Vertx.vertx();

  /** What runs TLS at one end. */
  enum Engine {
    /** What is chosen where the options say nothing. */
    UNSET(null, true),
    OPENSSL(new OpenSSLEngineOptions(), true),
    JDK(new JdkSSLEngineOptions(), false);

    final SSLEngineOptions options;
    final boolean isOpenSsl;

    Engine(SSLEngineOptions options, boolean isOpenSsl) {
      this.options = options;
      this.isOpenSsl = isOpenSsl;
    }
  }

  static boolean isAvailable() {
    return OpenSsl.isAvailable();
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static ServerOptions server(Engine engine) {
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true)
      .setKeyCertOptions(SERVER.keyCertOptions());
    options.setSslEngineOptions(engine.options);
    return options;
  }

  private static ServerOptions serverWithClientAuth(Engine engine) {
    ServerOptions options = server(engine);
    options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(CLIENT.trustOptions());
    return options;
  }

  private static ClientOptions client(Engine engine) {
    ClientOptions options = new ClientOptions().setHost("localhost").setSsl(true)
      .setTrustOptions(SERVER.trustOptions());
    options.setSslEngineOptions(engine.options);
    return options;
  }

  private ClientSession connect(ServerOptions server, ClientOptions client) {
    ServerSession listening = Bodies.await(ServerSession.create(vertx, server).requestHandler(OpenSslIT::respond)
      .exceptionHandler(cause -> { }).listen());
    return Bodies.await(ClientSession.connect(vertx, client.setPort(listening.actualPort())));
  }

  private static void respond(ServerRequest request) {
    switch (request.path()) {
      case "/engine" -> request.response().end(request.sslSession().getClass().getName());
      case "/peer" -> request.response().end(peer(request.sslSession()));
      default -> request.pipeTo(request.response());
    }
  }

  private static String peer(SSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private static String text(ClientSession session, String path) {
    return Bodies.await(session.get(path).send().compose(ClientResponse::text));
  }

  @ParameterizedTest
  @CsvSource({"UNSET", "OPENSSL", "JDK"})
  void the_server_runs_on_the_engine_of_its_options_or_on_openssl(Engine engine) {
    String session = text(connect(server(engine), client(Engine.JDK)), "/engine");
    assertEquals(engine.isOpenSsl, session.contains("OpenSsl"), session);
  }

  @ParameterizedTest
  @CsvSource({"UNSET, OPENSSL", "UNSET, JDK", "JDK, UNSET", "OPENSSL, JDK", "JDK, OPENSSL"})
  void a_mebibyte_comes_back_between_engines(Engine server, Engine client) {
    ClientSession session = connect(server(server), client(client));
    Buffer body = Buffer.buffer(Bodies.random(Bodies.MIB));
    assertEquals(Bodies.sha256(body), Bodies.await(session.post("/echo").send(body)
      .compose(response -> Bodies.sha256WithPauses(vertx, response))));
  }

  @ParameterizedTest
  @CsvSource({"UNSET, OPENSSL", "UNSET, JDK", "JDK, UNSET"})
  void two_hundred_requests_at_once_between_engines(Engine server, Engine client) {
    ClientSession session = connect(server(server), client(client));
    List<Future<Buffer>> responses = IntStream.range(0, 200)
      .mapToObj(i -> session.post("/" + i).send(Buffer.buffer(Bodies.random(i * 101))).compose(ClientResponse::body))
      .toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < responses.size(); i++) {
      assertEquals(Buffer.buffer(Bodies.random(i * 101)), responses.get(i).result());
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENSSL, OPENSSL", "OPENSSL, JDK", "JDK, OPENSSL"})
  void a_client_shows_its_certificate(Engine server, Engine client) {
    ClientOptions known = client(client);
    known.setKeyCertOptions(CLIENT.keyCertOptions());
    assertEquals("CN=the client", text(connect(serverWithClientAuth(server), known), "/peer"));
  }

  @ParameterizedTest
  @CsvSource({"UNSET, UNSET", "OPENSSL, OPENSSL", "OPENSSL, JDK", "JDK, OPENSSL"})
  void a_client_without_certificate_is_refused_and_names_its_engine(Engine server, Engine client) {
    ServerSession listening = Bodies.await(ServerSession.create(vertx, serverWithClientAuth(server))
      .requestHandler(OpenSslIT::respond).exceptionHandler(cause -> { }).listen());
    ClientOptions unknown = client(client).setPort(listening.actualPort());
    String message = Bodies.failure(ClientSession.connect(vertx, unknown)).getMessage();
    assertTrue(message.toLowerCase().contains("certificate"), message);
    assertEquals(client.isOpenSsl, message.contains("OpenSsl"), message);
  }
}
