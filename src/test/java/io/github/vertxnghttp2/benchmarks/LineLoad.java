package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.DelayingProxy;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The speed of one stream over a long line, with windows that grow and with windows that do not, turn by turn. Server,
 * client and the line are of this JVM. Each side has one connection for all rounds. The speed is that from the first
 * byte of a body to its last; "whole" counts from the request to the end of the response. Over a line, windows that do
 * not grow carry a twentieth of the body: they would take minutes for the whole.
 *
 * <p>Arguments: down|up ROUND_TRIP_MICROSECONDS MBIT_PER_SECOND MIB_OF_A_BODY ROUNDS. Without a line (0 Mbit/s) client
 * and server are connected directly.
 */
public final class LineLoad {
  private record Result(double body, double whole) {
  }

  private record Side(ClientSession client, ServerSession server) {
  }

  private static volatile long firstByte;
  private static volatile long lastByte;
  private static Buffer body;

  private LineLoad() {
  }

  public static void main(String[] args) throws Exception {
    boolean down = args[0].equals("down");
    long delay = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(args[1])) / 2;
    long bytesPerSecond = Long.parseLong(args[2]) * 1_000_000 / 8;
    int size = Integer.parseInt(args[3]) << 20;
    int rounds = Integer.parseInt(args[4]);
    body = BufferInternal.buffer(Unpooled.directBuffer(size).writeZero(size));
    Side growing = side(Http2Options.DEFAULT_MAX_WINDOW_SIZE, delay, bytesPerSecond);
    Side fixed = side(0, delay, bytesPerSecond);
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Result grown = transfer(growing, down, size);
      Result start = transfer(fixed, down, bytesPerSecond == 0 ? size : size / 20);
      ratios[round] = grown.body / start.body;
      System.out.printf(Locale.ROOT, "%s %d: growing %.1f MB/s (whole %.1f)%s, fixed %.1f MB/s (whole %.1f)%n", args[0],
        round, grown.body / 1e6, grown.whole / 1e6, ofLine(grown, bytesPerSecond), start.body / 1e6,
        start.whole / 1e6);
    }
    Arrays.sort(ratios);
    System.out.printf(Locale.ROOT, "median ratio %.3f; metrics %s%n", ratios[rounds / 2],
      (down ? growing.client.metrics() : growing.server.metrics()).toJson().encode());
    Runtime.getRuntime().halt(0);
  }

  private static String ofLine(Result result, long bytesPerSecond) {
    return bytesPerSecond == 0 ? ""
      : String.format(Locale.ROOT, " = %.1f %% of the line (whole %.1f %%)", 100 * result.body / bytesPerSecond,
        100 * result.whole / bytesPerSecond);
  }

  private static Side side(int maxWindowSize, long delay, long bytesPerSecond) throws Exception {
    Http2Options http2 = new Http2Options().setMaxWindowSize(maxWindowSize);
    ServerSession server = get(ServerSession.create(loop(),
      new ServerOptions().setHost("127.0.0.1").setPort(0).setHttp2(http2)).requestHandler(LineLoad::serve).listen());
    @SuppressWarnings("resource") // until the end of the process
    int port = bytesPerSecond == 0 ? server.actualPort()
      : new DelayingProxy(server.actualPort(), delay, bytesPerSecond).port();
    return new Side(get(ClientSession.connect(loop(),
      new ClientOptions().setHost("127.0.0.1").setPort(port).setHttp2(http2))), server);
  }

  private static void serve(ServerRequest request) {
    if (request.method() == HttpMethod.GET) {
      request.response().end(body.slice(0, Integer.parseInt(request.path().substring(1))));
    } else {
      request.handler(LineLoad::arrived);
      request.endHandler(v -> request.response().end());
    }
  }

  private static void arrived(Buffer chunk) {
    lastByte = System.nanoTime();
    if (firstByte == 0) {
      firstByte = lastByte;
    }
  }

  private static Result transfer(Side side, boolean down, int size) throws Exception {
    firstByte = 0;
    long from = System.nanoTime();
    if (down) {
      get(side.client.request(HttpMethod.GET, "/" + size).send().compose(response -> {
        Promise<Void> ended = Promise.promise();
        response.handler(LineLoad::arrived).endHandler(v -> ended.complete());
        return ended.future();
      }));
    } else {
      get(side.client.request(HttpMethod.POST, "/").send(body.slice(0, size)).compose(response -> response.ended()));
    }
    long whole = System.nanoTime() - from;
    return new Result(size * 1e9 / (lastByte - firstByte), size * 1e9 / whole);
  }

  private static Vertx loop() {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
