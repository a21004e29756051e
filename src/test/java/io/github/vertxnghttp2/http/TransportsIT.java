package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLPeerUnverifiedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** What Vert.x does below HTTP/2 is the same with both engines: sockets, TLS, the PROXY protocol, idle connections. */
@Timeout(60)
class TransportsIT {
  private static final int IDLE = 300;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  @TempDir
  Path directory;

  /** Server and client have the same engine. */
  private interface Scenario {
    void run(Engine engine, Events events) throws Exception;
  }

  private void same(Scenario scenario) throws Exception {
    List<String> expected = seen(Engine.VERTX, scenario);
    assertFalse(expected.isEmpty());
    assertEquals(expected, seen(Engine.OURS, scenario));
  }

  private static List<String> seen(Engine engine, Scenario scenario) throws Exception {
    Events events = new Events(null);
    scenario.run(engine, events);
    return events.all();
  }

  private static HttpClientOptions cleartext() {
    return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
  }

  private HttpServer server(Engine engine, HttpServerOptions options, Events events) {
    return engine.server(compare.vertx(), options).requestHandler(request -> {
      engine.check(request.connection());
      respond(request, events);
    });
  }

  private static void respond(HttpServerRequest request, Events events) {
    events.add(request.method() + " " + request.uri() + " " + request.authority() + " " + request.isSSL() + " "
      + request.connection().indicatedServerName());
    request.body().onSuccess(body -> request.response().end(body.appendString(" came")));
  }

  private static Buffer post(HttpClientAgent client, RequestOptions options) throws Exception {
    return await(client.request(options.setMethod(HttpMethod.POST).setURI("/path"))
      .compose(request -> request.send("body").compose(response -> response.body())));
  }

  @Test
  void unix_domain_sockets() throws Exception {
    SocketAddress address = SocketAddress.domainSocketAddress(directory.resolve("http.sock").toString());
    same((engine, events) -> {
      HttpServer server = server(engine, new HttpServerOptions(), events);
      await(server.listen(address));
      HttpClientAgent client = engine.client(compare.vertx(), cleartext());
      events.add(post(client, new RequestOptions().setServer(address).setHost("localhost").setPort(80)).toString());
      await(client.close());
      await(server.close());
    });
  }

  // --- the PROXY protocol ---

  private static byte[] proxyHeader(int version) {
    return version == 1 ? "PROXY TCP4 192.0.2.1 192.0.2.2 5555 443\r\n".getBytes(StandardCharsets.US_ASCII)
      : HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111001a" + "c0000201c0000202" + "15b301bb"
        + "02000b" + HexFormat.of().formatHex("example.org".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_PROXY_protocol(int version) throws Exception {
    same((engine, events) -> {
      HttpServer server = engine.server(compare.vertx(), new HttpServerOptions().setUseProxyProtocol(true))
        .requestHandler(request -> {
          engine.check(request.connection());
          events.add(request.remoteAddress() + " to " + request.localAddress());
          events.add(request.connection().proxyProtocolV2HeaderTLVs().toString());
          request.response().end("seen");
        });
      await(server.listen(0, "localhost"));
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.sendBytes(proxyHeader(version));
        peer.handshake();
        peer.send(RawFrame.headers(1, true, HpackBlock.get("/")));
        events.add(peer.response(1).text());
      }
      await(server.close());
    });
  }

  @Test
  void a_connection_without_the_PROXY_protocol_that_was_asked_for_is_closed() throws Exception {
    same((engine, events) -> {
      HttpServer server = server(engine, new HttpServerOptions().setUseProxyProtocol(true), events);
      await(server.listen(0, "localhost"));
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.sendPreface().expectClosed();
        events.add("closed");
      }
      await(server.close());
    });
  }

  // --- TLS ---

  private static HttpServerOptions tls(PemKeyCertOptions certificates) {
    return new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(certificates);
  }

  private static HttpClientOptions tls() {
    return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setSsl(true).setUseAlpn(true)
      .setTrustAll(true).setVerifyHost(false);
  }

  private static String subject(HttpConnection connection) {
    try {
      return ((X509Certificate) connection.peerCertificates().get(0)).getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_certificate_for_each_host_by_SNI() throws Exception {
    Certificate first = Certificate.create(directory, "first", "first.example");
    Certificate second = Certificate.create(directory, "second", "second.example");
    PemKeyCertOptions both = new PemKeyCertOptions().addKeyPath(first.key()).addCertPath(first.cert())
      .addKeyPath(second.key()).addCertPath(second.cert());
    same((engine, events) -> {
      HttpServer server = server(engine, tls(both).setSni(true), events);
      await(server.listen(0, "localhost"));
      HttpClientAgent client = engine.client(compare.vertx(), tls());
      SocketAddress address = SocketAddress.inetSocketAddress(server.actualPort(), "localhost");
      for (String host : new String[] {"second.example", "first.example"}) {
        events.add(await(client.request(new RequestOptions().setServer(address).setHost(host).setPort(443))
          .compose(request -> request.send().compose(response -> response.end())
            .map(end -> subject(request.connection())))));
      }
      await(client.close());
      await(server.close());
    });
  }

  @Test
  void certificates_of_clients() throws Exception {
    Certificate ofServer = Certificate.create(directory, "server", "localhost");
    Certificate ofClient = Certificate.create(directory, "client", "client.example");
    same((engine, events) -> {
      HttpServer server = engine.server(compare.vertx(), tls(new PemKeyCertOptions().setKeyPath(ofServer.key())
        .setCertPath(ofServer.cert())).setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(ofClient.cert())));
      server.requestHandler(request -> {
        events.add(subject(request.connection()) + " " + request.sslSession().getProtocol());
        request.response().end();
      });
      await(server.listen(0, "localhost"));
      HttpClientAgent client = engine.client(compare.vertx(), tls().setKeyCertOptions(new PemKeyCertOptions()
        .setKeyPath(ofClient.key()).setCertPath(ofClient.cert())));
      await(client.request(new RequestOptions().setHost("localhost").setPort(server.actualPort()))
        .compose(request -> request.send().compose(response -> response.end())));
      await(client.close());
      HttpClientAgent unknown = engine.client(compare.vertx(), tls());
      await(unknown.request(new RequestOptions().setHost("localhost").setPort(server.actualPort()))
        .compose(request -> request.send().compose(response -> response.end()))
        .onComplete(result -> events.add("without one: " + (result.succeeded() ? "served" : "refused")))
        .otherwiseEmpty());
      await(unknown.close());
      await(server.close());
    });
  }

  // --- idle connections ---

  private enum Idle {
    BOTH, READING, WRITING;

    HttpServerOptions server() {
      HttpServerOptions options = new HttpServerOptions().setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
      return switch (this) {
        case BOTH -> options.setIdleTimeout(IDLE);
        case READING -> options.setReadIdleTimeout(IDLE);
        case WRITING -> options.setWriteIdleTimeout(IDLE);
      };
    }
  }

  /** Vert.x closes an idle connection, also one with an open stream. */
  @ParameterizedTest
  @EnumSource(Idle.class)
  void an_idle_connection_with_an_open_stream_is_closed(Idle idle) throws Exception {
    same((engine, events) -> {
      Promise<Void> closed = Promise.promise();
      HttpServer server = engine.server(compare.vertx(), idle.server()).requestHandler(request -> {
        request.connection().closeHandler(v -> {
          events.add("connection closed");
          closed.complete();
        });
        request.response().exceptionHandler(cause -> events.add("response " + cause.getClass().getSimpleName()));
      });
      await(server.listen(0, "localhost"));
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.handshake();
        peer.send(RawFrame.headers(1, true, HpackBlock.get("/")));
        await(closed.future());
      }
      await(server.close());
    });
  }
}
