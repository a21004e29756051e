package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.testing.DelayingProxy;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The receive windows of Vert.x's servers and clients over a line with a round trip of at least 20 ms. */
@Timeout(120)
class EngineWindowsIT {
  private static final int START = 65_535;
  private static final int FIXED = 128 << 10;
  private static final int SIZE = 4 << 20;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private record Windows(int server, int client) {
  }

  /** The sizes of the connection's windows after a body in each direction. @param window -1 for the default */
  private Windows afterLargeBodies(int window) throws Exception {
    Buffer body = Buffer.buffer(new byte[SIZE]);
    HttpServer server = Nghttp2Http.createHttpServer(compare.vertx(),
      new HttpServerOptions().setHttp2ConnectionWindowSize(window)).requestHandler(request -> request.body()
        .onSuccess(all -> request.response().putHeader("window",
          Integer.toString(request.connection().getWindowSize())).end(all)));
    await(server.listen(0, "localhost"));
    HttpClientAgent client = Nghttp2Http.createHttpClient(compare.vertx(), new HttpClientOptions()
      .setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false).setHttp2ConnectionWindowSize(window),
      new PoolOptions());
    try (DelayingProxy line = new DelayingProxy(server.actualPort(), TimeUnit.MILLISECONDS.toNanos(10), 0)) {
      Windows windows = await(client.request(HttpMethod.POST, line.port(), "localhost", "/").compose(request ->
        request.send(body).compose(response -> response.body().compose(all -> {
          HttpConnection connection = request.connection();
          assertEquals(SIZE, all.length());
          return Future.succeededFuture(new Windows(Integer.parseInt(response.getHeader("window")),
            connection.getWindowSize()));
        }))));
      assertEquals(window < 0, Nghttp2Http.metrics(server).windowGrowths() > 0);
      return windows;
    } finally {
      await(client.close());
      await(server.close());
    }
  }

  @Test
  void windows_of_servers_and_clients_grow() throws Exception {
    Windows windows = afterLargeBodies(-1);
    assertTrue(windows.server > START, windows::toString);
    assertTrue(windows.client > START, windows::toString);
  }

  @Test
  void windows_that_the_options_have_set_stay_as_they_are() throws Exception {
    assertEquals(new Windows(FIXED, FIXED), afterLargeBodies(FIXED));
  }
}
