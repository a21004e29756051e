package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long an urgent response of 10 KB takes behind a download of 4 s over a {@link SlowLine}, in round trips: alone,
 * with priorities over the native transport and over that of the JDK, and without priorities. On a busy machine the
 * bytes that waited when the server got the request tell more than the time.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UrgentResponse [round trip, ms] [downloads]
 * [tcpNotSentLowat] [Mbit/s of the line] [number of rows]"}
 */
public final class UrgentResponse {
  private static final int SECONDS = 4;
  private static final Buffer URGENT = Buffer.buffer(new byte[10_000]);
  private static final int QUEUE = 32 << 10;
  private static final int WINDOW = 16 << 20;
  private static final int PAUSE_MILLIS = 300;
  /** Bytes of DATA frames for each byte of a body. */
  private static final double FRAMED = (16_384 + 9) / 16_384.0;

  private final long roundTrip;
  private final int downloads;
  private final int lowat;
  private final long bitsPerSecond;
  private final int rows;
  private final Buffer body;

  private UrgentResponse(String[] args) {
    roundTrip = TimeUnit.MILLISECONDS.toNanos(args.length > 0 ? Long.parseLong(args[0]) : 50);
    downloads = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    lowat = args.length > 2 ? Integer.parseInt(args[2]) : ServerOptions.DEFAULT_TCP_NOT_SENT_LOWAT;
    bitsPerSecond = 1_000_000 * (args.length > 3 ? Long.parseLong(args[3]) : 20);
    rows = args.length > 4 ? Integer.parseInt(args[4]) : 4;
    body = Buffer.buffer(new byte[(int) (bitsPerSecond / 8 * SECONDS)]);
  }

  public static void main(String[] args) throws Exception {
    UrgentResponse run = new UrgentResponse(args);
    run.row(0, "alone, native", true, true, 0);
    run.row(1, "priorities, native", true, true, run.downloads);
    run.row(2, "priorities, JDK", false, true, run.downloads);
    run.row(3, "none, native", true, false, run.downloads);
    System.exit(0);
  }

  private void row(int row, String name, boolean nativeTransport, boolean priorities, int times) throws Exception {
    if (row < rows) {
      measure(name, nativeTransport, priorities, times);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void measure(String name, boolean nativeTransport, boolean priorities, int times) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport).setEventLoopPoolSize(2));
    AtomicReference<SlowLine> lines = new AtomicReference<>();
    AtomicLong takenBefore = new AtomicLong();
    ServerSession server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)
      .setPrioritiesEnabled(priorities).setTcpNotSentLowat(lowat)).requestHandler(request -> {
        boolean isLong = request.path().equals("/long");
        if (!isLong) {
          takenBefore.set(lines.get().taken());
        }
        request.response().end(isLong ? body : URGENT);
      }).listen());
    try (SlowLine line = new SlowLine(server.actualPort(), bitsPerSecond, roundTrip, QUEUE)) {
      lines.set(line);
      Http2Options http2 = new Http2Options().setConnectionWindowSize(WINDOW).setMaxBodySize(2 * body.length());
      http2.getSettings().setInitialWindowSize(WINDOW);
      ClientSession client = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1")
        .setPort(line.port()).setHttp2(http2)));
      List<Double> took = new ArrayList<>();
      List<Double> ahead = new ArrayList<>();
      AtomicLong received = new AtomicLong();
      await(get(client, "/urgent", 0, received)); // warms up
      long begun = System.nanoTime();
      for (int i = 0; i < Math.max(1, times); i++) {
        Future<Void> download = times == 0 ? null : get(client, "/long", 5, received);
        Thread.sleep(2 * PAUSE_MILLIS);
        for (int j = 0; j < 8 && (times == 0 || !download.isComplete()); j++) {
          long asked = System.nanoTime();
          await(get(client, "/urgent", 0, received));
          took.add((System.nanoTime() - asked) / (double) roundTrip);
          ahead.add(received.get() - takenBefore.get() / FRAMED);
          Thread.sleep(PAUSE_MILLIS);
        }
        if (download != null) {
          await(download);
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      Collections.sort(took);
      Collections.sort(ahead);
      System.out.printf("%-20s native %-5s urgent response: median %.2f, most %.2f round trips of %d ms (%d);"
        + " with it %,.0f bytes waited, at most %,.0f%s%n", name, vertx.isNativeTransportEnabled(),
        took.get(took.size() / 2), took.get(took.size() - 1), TimeUnit.NANOSECONDS.toMillis(roundTrip), took.size(),
        ahead.get(ahead.size() / 2), ahead.get(ahead.size() - 1),
        times == 0 ? "" : String.format("; %.2f MB/s", received.get() / seconds / 1e6));
    }
    await(vertx.close());
  }

  /** Counts the bytes of the body. */
  private static Future<Void> get(ClientSession client, String path, int urgency, AtomicLong received) {
    return client.get(path).setPriority(urgency, false).send().compose(response -> {
      Promise<Void> ended = Promise.promise();
      response.exceptionHandler(ended::tryFail).endHandler(v -> ended.tryComplete())
        .handler(part -> received.addAndGet(part.length()));
      return ended.future();
    });
  }
}
