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
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kills JVMs with handlers while they handle requests. Prints the milliseconds until the last stream of each has ended
 * at the HTTP/2 client, and until the last unary request has the response 503. Several JVMs join the cluster at a time,
 * and are killed one after the other as soon as their streams have begun: the first of them when it has just joined,
 * the others while the cluster still deals with the one before. Half of the streams are idle, half have data under way.
 * Arguments, all optional: the number of JVMs to kill, how many join at a time, the seconds between joining and the
 * first kill.
 */
public final class KilledHandlers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> SMALL = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final int STREAMS = 10;
  private static final int UNARY_REQUESTS = 5;
  private static final String UNARY_BEGUN = "unary.begun";
  private static final int CHUNK = 16 << 10;
  private static final int CHUNK_INTERVAL = 50;
  private static final int TARGET = 1_000;

  private final Vertx vertx;
  private final ClientSession session;
  private final Map<String, Promise<Void>> unaryBegun = new ConcurrentHashMap<>();

  private KilledHandlers(Vertx vertx, ClientSession session) {
    this.vertx = vertx;
    this.session = session;
    vertx.eventBus().<String>consumer(UNARY_BEGUN, message -> unaryBegun.get(message.body()).complete());
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
    List<Times> times = new ArrayList<>();
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
      routes.add(new JsonObject().put("path", "/unary/" + i).put("address", "unary." + i));
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

  private static void report(List<Times> times) {
    report("streams ended", times.stream().map(Times::streams).sorted().toList());
    report("unary requests had 503", times.stream().map(Times::unary).sorted().toList());
  }

  private static void report(String what, List<Long> sorted) {
    System.out.printf("%d kills: %s after %d ms (median), %d (90%%), %d (99%%), %d (maximum); %d within %d ms%n",
      sorted.size(), what, at(sorted, 50), at(sorted, 90), at(sorted, 99), at(sorted, 100),
      sorted.stream().filter(time -> time <= TARGET).count(), TARGET);
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  /** The requests to one handler. */
  private record Requests(Peer handler, List<Future<?>> streams, List<Future<Integer>> unary) {
  }

  /** Milliseconds from the kill to the end of the last request. */
  private record Times(long streams, long unary) {
  }

  private List<Times> round(String cluster, int first, int end, int seconds) throws InterruptedException {
    List<Peer> handlers = new ArrayList<>();
    List<Requests> all = new ArrayList<>();
    List<Times> times = new ArrayList<>();
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
        all.add(new Requests(handlers.get(i - first), open("/" + i), send(i)));
      }
      for (Requests each : all) {
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

  /** Sends unary requests, and waits until the handler has all of them. */
  private List<Future<Integer>> send(int number) {
    List<Future<Integer>> statuses = new ArrayList<>();
    for (int i = 0; i < UNARY_REQUESTS; i++) {
      String id = number + "." + i;
      unaryBegun.put(id, Promise.promise());
      statuses.add(session.post("/unary/" + number).send(Buffer.buffer(id)).map(ClientResponse::status));
      await(unaryBegun.get(id).future());
    }
    return statuses;
  }

  private static Times kill(Requests requests) {
    for (Future<?> end : requests.streams()) {
      if (end.isComplete()) {
        throw new IllegalStateException("a stream has ended too early", end.cause());
      }
    }
    long begin = System.nanoTime();
    AtomicLong streams = new AtomicLong();
    AtomicLong unary = new AtomicLong();
    Future<?> streamsEnded = Future.all(requests.streams().stream().map(end -> end.transform(done -> done.failed()
      ? Future.succeededFuture() : Future.failedFuture("a stream has ended without a failure"))).toList())
      .onComplete(done -> streams.set(millisSince(begin)));
    Future<?> unaryEnded = Future.all(requests.unary().stream().map(status -> status.compose(code -> code == 503
      ? Future.succeededFuture() : Future.failedFuture("a unary request had status " + code))).toList())
      .onComplete(done -> unary.set(millisSince(begin)));
    requests.handler().kill();
    await(streamsEnded);
    await(unaryEnded);
    return new Times(streams.get(), unary.get());
  }

  private static long millisSince(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  // --- the other JVMs ---

  private static void handle(String cluster, String number) {
    Vertx vertx = await(ClusteredVertx.start(cluster)).vertx();
    await(RequestConsumer.create(vertx, "handler." + number, request -> {
      request.response().write("begun");
      request.pipe().endOnSuccess(false).to(request.response());
    }).listen());
    await(RequestConsumer.create(vertx, "unary." + number, request -> request.body()
      .onSuccess(id -> vertx.eventBus().send(UNARY_BEGUN, id.toString()))).listen());
    System.out.println("ready");
  }
}
