package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A thousand bodies of random sizes at a time on one connection, there and back. */
@Timeout(300)
class InterleavedStreamsIT {
  private static final int STREAMS = 1000;

  private final Vertx vertx = Vertx.vertx();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();
  private final Random serverRandom = new Random(STREAMS);
  /** Kept: a client that is collected closes its connections. */
  private HttpClient vertxClient;

  /** A request whose response has begun. */
  private record Exchange(WriteStream<Buffer> request, ReadStream<Buffer> response) {
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  @Test
  void our_client_and_our_server_mix_up_nothing() {
    assertAllEqual(ourClient(ourServer()));
  }

  @Test
  void vertx_client_and_our_server_mix_up_nothing() {
    assertAllEqual(vertxClient(ourServer()));
  }

  @Test
  void our_client_and_vertx_server_mix_up_nothing() {
    assertAllEqual(ourClient(vertxServer()));
  }

  private int ourServer() {
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(0);
    options.getHttp2().getSettings().setMaxConcurrentStreams(STREAMS);
    return Bodies.await(ServerSession.create(vertx, options).requestHandler(request -> {
      connections.add(request.remoteAddress());
      request.response().write(Buffer.buffer());
      new RandomPace(vertx, serverRandom, request).echo(request.response());
    }).listen()).actualPort();
  }

  private int vertxServer() {
    HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
      .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS))).requestHandler(request -> {
        connections.add(request.remoteAddress());
        request.response().setChunked(true).writeHead();
        new RandomPace(vertx, serverRandom, request).echo(request.response());
      });
    return Bodies.await(server.listen()).actualPort();
  }

  private Supplier<Future<Exchange>> ourClient(int port) {
    ClientSession session =
      Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
    return () -> {
      ClientRequest request = session.post("/echo");
      request.write(Buffer.buffer());
      return request.response().map(response -> new Exchange(request, response.pause()));
    };
  }

  private Supplier<Future<Exchange>> vertxClient(int port) {
    vertxClient = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false).setDefaultHost("127.0.0.1").setDefaultPort(port));
    return () -> vertxClient.request(HttpMethod.POST, "/echo").compose(request -> {
      request.setChunked(true).writeHead();
      return request.response().map(response -> new Exchange(request, response.pause()));
    });
  }

  /** Bodies begin when all responses have begun, so that all streams are open at a time. */
  private void assertAllEqual(Supplier<Future<Exchange>> client) {
    List<EchoedBody> bodies = IntStream.range(0, STREAMS).mapToObj(number -> new EchoedBody(vertx, number)).toList();
    Promise<Void> allReceived = Promise.promise();
    vertx.runOnContext(v -> {
      List<Future<Exchange>> begun = bodies.stream().map(body -> client.get()).toList();
      Future.all(begun).compose(all -> Future.all(IntStream.range(0, STREAMS).mapToObj(i -> {
        Exchange exchange = begun.get(i).result();
        Future<Void> received = bodies.get(i).readFrom(exchange.response);
        bodies.get(i).writeTo(exchange.request);
        return received;
      }).toList())).<Void>mapEmpty().onComplete(allReceived);
    });
    Bodies.await(allReceived.future(), Duration.ofSeconds(200));
    assertEquals(1, connections.size());
    assertTrue(bodies.stream().mapToLong(EchoedBody::length).sum() > 100 * Bodies.MIB);
  }
}
