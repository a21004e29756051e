package io.github.vertxnghttp2.benchmarks.peers;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

/**
 * A client with one connection: a session of this library, or Vert.x's HttpClient on this engine or on its own.
 *
 * <p>Arguments: own, engine, vertx or multiplex; PORT PATH IN_FLIGHT.
 */
public final class VertxClient {
  private static final String HOST = "127.0.0.1";

  private VertxClient() {
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    int port = Integer.parseInt(args[1]);
    InFlight.Sender sender = args[0].equals("own") ? own(vertx, port, args[2])
      : httpClient(client(vertx, args[0], port), args[2]);
    new InFlight(Integer.parseInt(args[3]), sender).serve(first -> vertx.runOnContext(v -> first.run()));
  }

  private static InFlight.Sender own(Vertx vertx, int port, String path) throws Exception {
    ClientSession session = ClientSession.connect(vertx, new ClientOptions().setHost(HOST).setPort(port))
      .toCompletionStage().toCompletableFuture().get();
    return load -> session.get(path).send().onComplete(response -> {
      if (response.statusCode() != 200) {
        load.failed(new IllegalStateException("status " + response.statusCode()));
      }
      response.handler(chunk -> { });
      response.exceptionHandler(load::failed);
      response.endHandler(v -> load.done());
    }, load::failed);
  }

  private static HttpClient client(Vertx vertx, String engine, int port) {
    HttpClientOptions options = new HttpClientOptions().setDefaultHost(HOST).setDefaultPort(port)
      .setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)
      .setHttp2MultiplexImplementation(engine.equals("multiplex"));
    PoolOptions pool = new PoolOptions().setHttp2MaxSize(1);
    return engine.equals("engine") ? Nghttp2Http.createHttpClient(vertx, options, pool)
      : vertx.createHttpClient(options, pool);
  }

  private static InFlight.Sender httpClient(HttpClient client, String path) {
    return load -> client.request(HttpMethod.GET, path).compose(request -> request.send()).onComplete(response -> {
      if (response.statusCode() != 200) {
        load.failed(new IllegalStateException("status " + response.statusCode()));
      }
      response.handler(chunk -> { });
      response.exceptionHandler(load::failed);
      response.endHandler(v -> load.done());
    }, load::failed);
  }
}
