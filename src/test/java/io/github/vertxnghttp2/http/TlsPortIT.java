package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.it.Certificate;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** HTTP/2, HTTP/1.1 and WebSockets on one TLS port, chosen by ALPN. */
class TlsPortIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  @TempDir
  Path directory;

  private EngineComparison with(HttpVersion version) {
    Certificate certificate = Certificate.create(directory, "tls", "localhost");
    HttpServerOptions server = new HttpServerOptions().setSsl(true).setUseAlpn(true)
      .setKeyCertOptions(new PemKeyCertOptions().setKeyPath(certificate.key()).setCertPath(certificate.cert()));
    HttpClientOptions client = new HttpClientOptions().setProtocolVersion(version).setSsl(true).setUseAlpn(true)
      .setTrustAll(true).setVerifyHost(false);
    return compare.options(server, client);
  }

  private static Handler<HttpServerRequest> application(Vertx vertx, Events events) {
    return request -> {
      events.add(request.version() + " " + request.method() + " " + request.scheme() + " " + request.absoluteURI() + " "
        + request.isSSL() + " " + request.connection().isSsl() + " " + request.connection().indicatedServerName());
      if (request.path().equals("/socket")) {
        request.toWebSocket().onSuccess(socket -> {
          events.add("socket " + socket.path() + " " + socket.subProtocol());
          socket.textMessageHandler(text -> socket.writeTextMessage("text " + text));
          socket.binaryMessageHandler(bytes -> socket.writeBinaryMessage(bytes));
          socket.closeHandler(v -> events.add("closed " + socket.closeStatusCode() + " " + socket.closeReason()));
        });
      } else if (request.method() == HttpMethod.HEAD) {
        request.response().putHeader("content-length", "12").end();
      } else {
        request.body().onSuccess(body -> request.response().end(body.appendString(" from ").appendString(
          request.version().toString())));
      }
    };
  }

  @Test
  void http_2_by_alpn() throws Exception {
    with(HttpVersion.HTTP_2).ofPairs(TlsPortIT::application, client -> {
      client.get("/a?b=c");
      client.post("/large", Buffer.buffer("0123456789".repeat(100_000)));
      client.send(HttpMethod.HEAD, "/head", null);
    });
  }

  @Test
  void http_1_by_alpn() throws Exception {
    with(HttpVersion.HTTP_1_1).ofPairs(TlsPortIT::application, client -> {
      client.get("/a?b=c");
      client.post("/large", Buffer.buffer("0123456789".repeat(100_000)));
    });
  }

  @Test
  void web_sockets_beside_requests_of_http_2() throws Exception {
    with(HttpVersion.HTTP_2).ofServers(TlsPortIT::application, client -> {
      client.get("/before");
      echo(client);
      client.get("/after");
    });
  }

  private static void echo(RecordingClient client) throws Exception {
    WebSocketClient sockets = client.vertx().createWebSocketClient(new WebSocketClientOptions().setSsl(true)
      .setTrustAll(true).setVerifyHost(false));
    WebSocketConnectOptions options = new WebSocketConnectOptions().setHost("localhost").setPort(client.port())
      .setURI("/socket").setSsl(true);
    Events events = client.events();
    client.onContext(() -> sockets.connect(options).compose(socket -> {
      Promise<Void> closed = Promise.promise();
      Buffer large = Buffer.buffer("0123456789".repeat(5_000));
      socket.textMessageHandler(text -> {
        events.add(text);
        socket.writeBinaryMessage(large);
      });
      socket.binaryMessageHandler(bytes -> {
        events.add("equal " + bytes.equals(large));
        socket.writePing(Buffer.buffer("ping"));
      });
      socket.pongHandler(pong -> {
        events.add("pong " + pong);
        socket.close((short) 4_000, "done");
      });
      socket.closeHandler(v -> {
        events.add("closed " + socket.closeStatusCode() + " " + socket.closeReason());
        closed.complete();
      });
      return socket.writeTextMessage("hello").compose(v -> closed.future());
    }).eventually(() -> sockets.close()).compose(v -> Future.succeededFuture()));
  }
}
