package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills JVMs with handlers while streams to them are open, and prints the milliseconds until the last stream of each
 * has ended at the HTTP/2 client. Several JVMs join the cluster at a time, and are killed one after the other as soon
 * as their streams have begun: the first of them when it has just joined, the others while the cluster still deals with
 * the one before. Half of the streams are idle, half have data under way. Arguments, all optional: the number of JVMs
 * to kill, how many join at a time, the seconds between joining and the first kill.
 */
public final class KilledHandlers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> SMALL = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final int STREAMS = 10;
  private static final int CHUNK = 16 << 10;
  private static final int CHUNK_INTERVAL = 50;
  private static final int TARGET = 1_000;

  private final Vertx vertx;
  private final ClientSession session;

  private KilledHandlers(Vertx vertx, ClientSession session) {
    this.vertx = vertx;
    this.session = session;
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 3 && args[0].equals("handler")) {
      handle(args[1], args[2]);
      return;
    }
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int atATime = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    ClusteredVertx cluster = await(ClusteredVertx.start("-"));
    int port = serve(cluster.vertx(), kills);
    ClientSession session = await(ClientSession.connect(cluster.vertx(), new ClientOptions().setHost("127.0.0.1")
      .setPort(port)));
    List<Long> times = new ArrayList<>();
    KilledHandlers soak = new KilledHandlers(cluster.vertx(), session);
    for (int first = 0; first < kills; first += atATime) {
      times.addAll(soak.round(cluster.address(), first, Math.min(kills, first + atATime), seconds));
    }
    report(times);
    System.exit(0);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static int serve(Vertx vertx, int handlers) {
    JsonArray routes = new JsonArray();
    for (int i = 0; i < handlers; i++) {
      routes.add(new JsonObject().put("path", "/" + i).put("address", "handler." + i).put("mode", "stream"));
    }
    ListenerLog log = ListenerLog.open();
    try {
      await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
        .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)
          .put("bodyTimeout", 0)))
        .put("routes", routes))));
      return log.port();
    } finally {
      log.close();
    }
  }

  private static void report(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    System.out.printf("%d kills: streams ended after %d ms (median), %d (90%%), %d (99%%), %d (maximum); %d within"
        + " %d ms%n", sorted.size(), at(sorted, 50), at(sorted, 90), at(sorted, 99), at(sorted, 100),
      sorted.stream().filter(time -> time <= TARGET).count(), TARGET);
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  /** The streams to one handler. */
  private record Streams(Peer handler, List<Future<?>> ends) {
  }

  private List<Long> round(String cluster, int first, int end, int seconds) throws InterruptedException {
    List<Peer> handlers = new ArrayList<>();
    List<Streams> all = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    try {
      for (int i = first; i < end; i++) {
        handlers.add(Peer.start(ExampleServer.java(SMALL, KilledHandlers.class.getName(), "handler", cluster,
          Integer.toString(i))));
      }
      for (int i = first; i < end; i++) {
        handlers.get(i - first).awaitLine("ready", PATIENCE);
      }
      TimeUnit.SECONDS.sleep(seconds);
      for (int i = first; i < end; i++) {
        all.add(new Streams(handlers.get(i - first), open("/" + i)));
      }
      for (Streams each : all) {
        times.add(kill(each));
      }
    } finally {
      handlers.forEach(Peer::close);
    }
    System.out.println("kills " + first + " to " + (end - 1) + ": " + times + " ms");
    return times;
  }

  private List<Future<?>> open(String path) {
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      ClientRequest request = session.post(path);
      if (i % 2 == 0) {
        request.end();
      } else {
        long timer = vertx.setPeriodic(1, CHUNK_INTERVAL, id -> {
          if (!request.writeQueueFull()) {
            request.write(Buffer.buffer(new byte[CHUNK]));
          }
        });
        request.exceptionHandler(cause -> vertx.cancelTimer(timer));
      }
      ClientResponse response = await(request.response());
      if (response.status() != 200) {
        throw new IllegalStateException("status " + response.status());
      }
      ends.add(response.resume().ended());
    }
    return ends;
  }

  private static long kill(Streams streams) {
    for (Future<?> end : streams.ends()) {
      if (end.isComplete()) {
        throw new IllegalStateException("a stream has ended too early", end.cause());
      }
    }
    long begin = System.nanoTime();
    streams.handler().kill();
    streams.ends().forEach(end -> await(end.transform(done -> done.failed() ? Future.succeededFuture()
      : Future.failedFuture("a stream has ended without a failure"))));
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  // --- the other JVMs ---

  private static void handle(String cluster, String number) {
    Vertx vertx = await(ClusteredVertx.start(cluster)).vertx();
    await(RequestConsumer.create(vertx, "handler." + number, request -> {
      request.response().write("begun");
      request.pipe().endOnSuccess(false).to(request.response());
    }).listen());
    System.out.println("ready");
  }
}
