package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

import static io.github.vertxnghttp2.http.Futures.await;

/**
 * An application of Vert.x that prints which engine serves it. With the argument {@code explicit} it chooses the
 * engine, with {@code multiplex} it chooses Vert.x's other engine, with {@code late} it chooses after it has served a
 * request.
 */
public final class PrintedEngines {

  private PrintedEngines() {
  }

  /** Ends with 0 if the application was served. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    String how = args[0];
    run(vertx, how.equals("explicit"), how.equals("multiplex"));
    if (how.equals("late")) {
      System.out.println("enabled " + Nghttp2Http.enable());
      run(vertx, false, false);
    }
    await(vertx.close());
  }

  private static void run(Vertx vertx, boolean explicit, boolean multiplex) throws Exception {
    HttpServerOptions serverOptions = new HttpServerOptions();
    HttpClientOptions clientOptions = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false);
    if (multiplex) { // Vert.x 5.0 has no such option
      serverOptions.setHttp2MultiplexImplementation(true);
      clientOptions.setHttp2MultiplexImplementation(true);
    }
    HttpServer server = explicit ? Nghttp2Http.createHttpServer(vertx, serverOptions)
      : vertx.createHttpServer(serverOptions);
    server.requestHandler(request -> request.response().end("server " + engine(request.connection())));
    await(server.listen(0, "localhost"));
    HttpClient client = explicit ? Nghttp2Http.createHttpClient(vertx, clientOptions, new PoolOptions())
      : vertx.createHttpClient(clientOptions);
    Future<Buffer> body = client.request(HttpMethod.GET, server.actualPort(), "localhost", "/").compose(request -> {
      System.out.println("client " + engine(request.connection()));
      return request.send();
    }).compose(response -> response.body());
    System.out.println(await(body));
    await(client.close());
    await(server.close());
  }

  private static String engine(Object connection) {
    return connection.getClass().getSimpleName().startsWith("Nghttp2") ? "ours" : "of Vert.x";
  }
}
