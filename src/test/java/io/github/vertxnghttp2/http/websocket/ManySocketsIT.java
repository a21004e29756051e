package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many WebSockets and long messages on one connection of HTTP/2. */
class ManySocketsIT {
  private static final int SOCKETS = 1000;
  private static final int MEBIBYTE = 1 << 20;

  private final AtomicInteger connections = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void start() {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private HttpServer server(HttpServerOptions options) {
    HttpServer server = Nghttp2Http.createHttpServer(vertx, options);
    server.connectionHandler(connection -> connections.incrementAndGet());
    return server;
  }

  private static HttpServerOptions serverOptions(long streams) {
    HttpServerOptions options = new HttpServerOptions().setMaxWebSocketMessageSize(MEBIBYTE);
    options.getInitialSettings().setMaxConcurrentStreams(streams);
    return options;
  }

  private static WebSocketClientOptions clientOptions() {
    return new WebSocketClientOptions().setMaxConnections(SOCKETS).setMaxMessageSize(MEBIBYTE);
  }

  private static WebSocketConnectOptions to(HttpServer server) {
    return new WebSocketConnectOptions().setHost("localhost").setPort(server.actualPort()).setURI("/");
  }

  private static void echo(WebSocketBase socket) {
    socket.textMessageHandler(socket::writeTextMessage);
    socket.binaryMessageHandler(socket::writeBinaryMessage);
  }

  /** Runs on one event loop, so that all sockets share a connection. */
  private <T> T onContext(Callable<Future<T>> program) throws Exception {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(v -> {
      try {
        program.call().onComplete(done);
      } catch (Exception e) {
        done.fail(e);
      }
    });
    return await(done.future());
  }

  private static Future<Buffer> ask(WebSocket socket, Buffer message) {
    Promise<Buffer> response = Promise.promise();
    socket.binaryMessageHandler(response::tryComplete);
    socket.closeHandler(v -> response.tryFail("closed with " + socket.closeStatusCode()));
    socket.writeBinaryMessage(message);
    return response.future();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_thousand_sockets_on_one_connection(boolean tls) throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    Set<Integer> streams = ConcurrentHashMap.newKeySet();
    Set<ServerWebSocket> open = ConcurrentHashMap.newKeySet();
    HttpServer server = server(tls ? serverOptions(SOCKETS).setSsl(true).setUseAlpn(true)
      .setKeyCertOptions(certificate.keyCertOptions()) : serverOptions(SOCKETS));
    server.webSocketHandler(socket -> {
      assertEquals(tls, socket.isSsl());
      streams.add(Nghttp2Http.streamId(socket));
      open.add(socket);
      socket.closeHandler(v -> open.remove(socket));
      echo(socket);
    });
    await(server.listen(0, "localhost"));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, tls ? clientOptions().setSsl(true)
      .setTrustOptions(certificate.trustOptions()) : clientOptions());
    List<WebSocket> sockets = onContext(() -> {
      List<Future<WebSocket>> opening = new ArrayList<>();
      for (int i = 0; i < SOCKETS; i++) {
        opening.add(client.connect(to(server)));
      }
      return Future.all(opening).map(all -> all.<WebSocket>list());
    });
    assertEquals(1, connections.get());
    assertEquals(SOCKETS, streams.size());
    assertFalse(streams.contains(0));
    List<Buffer> responses = onContext(() -> {
      List<Future<Buffer>> asked = new ArrayList<>();
      for (int i = 0; i < SOCKETS; i++) {
        asked.add(ask(sockets.get(i), Buffer.buffer("message " + i)));
      }
      return Future.all(asked).map(all -> all.<Buffer>list());
    });
    for (int i = 0; i < SOCKETS; i++) {
      assertEquals("message " + i, responses.get(i).toString());
    }
    onContext(() -> Future.all(sockets.stream().map(socket -> socket.close((short) 1000, "done")).toList()));
    assertTrue(open.isEmpty(), open.size() + " sockets are open");
  }

  @Test
  void long_messages_on_ten_sockets_at_a_time() throws Exception {
    HttpServer server = server(serverOptions(100));
    server.webSocketHandler(ManySocketsIT::echo);
    await(server.listen(0, "localhost"));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, clientOptions());
    byte[] bytes = new byte[MEBIBYTE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 253);
    }
    Buffer message = Buffer.buffer(bytes);
    List<Buffer> responses = onContext(() -> {
      List<Future<Buffer>> asked = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        asked.add(client.connect(to(server)).compose(socket -> ask(socket, message)));
      }
      return Future.all(asked).map(all -> all.<Buffer>list());
    });
    responses.forEach(response -> assertEquals(message, response));
    assertEquals(1, connections.get());
  }

  @Test
  void a_further_connection_is_opened_when_the_first_has_no_room() throws Exception {
    HttpServer server = server(serverOptions(10));
    server.webSocketHandler(ManySocketsIT::echo);
    await(server.listen(0, "localhost"));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, clientOptions());
    List<WebSocket> sockets = onContext(() -> {
      List<Future<WebSocket>> opening = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        opening.add(client.connect(to(server)));
      }
      return Future.all(opening).map(all -> all.<WebSocket>list());
    });
    assertEquals(3, connections.get());
    onContext(() -> sockets.get(0).close());
    onContext(() -> client.connect(to(server)));
    assertEquals(3, connections.get());
  }

  /** @return how many messages were written before the queue was full */
  private static Future<Integer> writeUntilFull(WebSocketBase socket) {
    int written = 0;
    while (!socket.writeQueueFull() && written < 1000) {
      socket.writeBinaryMessage(Buffer.buffer(new byte[10_000]));
      written++;
    }
    return Future.succeededFuture(written);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_reader_that_pauses_stops_the_writer(boolean serverReads) throws Exception {
    HttpServerOptions options = serverOptions(10);
    options.getInitialSettings().setInitialWindowSize(65_535);
    HttpServer server = server(options);
    Promise<ServerWebSocket> accepted = Promise.promise();
    server.webSocketHandler(socket -> {
      if (socket.path().equals("/echo")) {
        echo(socket);
      } else {
        socket.pause();
        accepted.complete(socket);
      }
    });
    await(server.listen(0, "localhost"));
    HttpClientOptions http2 = new HttpClientOptions();
    http2.getInitialSettings().setInitialWindowSize(65_535);
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, clientOptions(), http2);
    WebSocket other = onContext(() -> client.connect(to(server).setURI("/echo")));
    WebSocket connected = onContext(() -> client.connect(to(server)).onSuccess(WebSocket::pause));
    ServerWebSocket served = await(accepted.future());
    WebSocketBase writer = serverReads ? connected : served;
    WebSocketBase reader = serverReads ? served : connected;
    int written = 0;
    Promise<Void> drained = Promise.promise();
    do {
      written += onContext(() -> writeUntilFull(writer));
      onContext(() -> ask(other, Buffer.buffer("what was written before is on its way")));
      writer.drainHandler(v -> drained.tryComplete()); // before the look whether the queue is full
    } while (!writer.writeQueueFull() && written < 1000);
    assertTrue(written < 100, written + " messages of 10,000 bytes were taken"); // windows and queues are 64 KiB each
    Promise<Void> all = Promise.promise();
    AtomicInteger unread = new AtomicInteger(written);
    reader.binaryMessageHandler(message -> {
      if (unread.decrementAndGet() == 0) {
        all.complete();
      }
    });
    reader.resume();
    await(drained.future());
    await(all.future());
  }
}
