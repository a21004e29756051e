package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Restarts the JVMs of the handlers one after the other by SIGTERM while requests arrive at a fixed rate, and prints
 * how the requests ended. A quarter of the requests are GET and a quarter POST of a unary route, a quarter GET and a
 * quarter POST of a streamed route; each takes 20 ms. Exits with 1 if a request failed. Arguments, all optional: the
 * number of handlers, the requests a second, the number of times that each handler is restarted.
 */
public final class RollingRestart {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final List<String> ADDRESSES = List.of("unary", "stream");
  private static final int SESSIONS = 4;
  private static final int BATCH_INTERVAL = 5;
  private static final int MILLIS_OF_A_REQUEST = 20;
  private static final Buffer BODY = Buffer.buffer(new byte[2_000]);

  private final List<ClientSession> sessions;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private int started;
  private int ended;

  private RollingRestart(List<ClientSession> sessions) {
    this.sessions = sessions;
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 3 && args[0].equals("handler")) {
      handle(args[1], args[2]);
      return;
    }
    int handlers = args.length > 0 ? Integer.parseInt(args[0]) : 4;
    int rate = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    int times = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    ClusteredVertx cluster = await(ClusteredVertx.start("-"));
    int port = serve(cluster.vertx());
    List<ClientSession> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(await(ClientSession.connect(cluster.vertx(), new ClientOptions().setHost("127.0.0.1")
        .setPort(port))));
    }
    List<Peer> nodes = new ArrayList<>();
    boolean passed;
    try {
      for (int i = 0; i < handlers; i++) {
        nodes.add(start(cluster.address(), i));
      }
      passed = new RollingRestart(sessions).restart(cluster, nodes, rate, times);
    } finally {
      nodes.forEach(Peer::kill);
    }
    System.exit(passed ? 0 : 1);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static int serve(Vertx vertx) {
    JsonArray routes = new JsonArray();
    for (String address : ADDRESSES) {
      routes.add(new JsonObject().put("path", "/" + address).put("address", address).put("mode", address));
    }
    ListenerLog log = ListenerLog.open();
    try {
      await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
        .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
        .put("routes", routes))));
      return log.port();
    } finally {
      log.close();
    }
  }

  private static Peer start(String cluster, int number) {
    Peer node = Peer.start(ExampleServer.java(SMALL, RollingRestart.class.getName(), "handler", cluster,
      Integer.toString(number)));
    node.awaitLine("ready", PATIENCE);
    return node;
  }

  private boolean restart(ClusteredVertx cluster, List<Peer> nodes, int rate, int times) throws InterruptedException {
    Vertx vertx = cluster.vertx();
    long begin = System.nanoTime();
    long timer = vertx.setPeriodic(BATCH_INTERVAL, id -> {
      long due = (System.nanoTime() - begin) / 1_000_000 * rate / 1_000;
      while (started < due) {
        request(started++);
      }
    });
    TimeUnit.SECONDS.sleep(2); // the node of the first requests is warm
    for (int i = 0; i < times * nodes.size(); i++) {
      int at = i % nodes.size();
      long stop = System.nanoTime();
      nodes.get(at).terminate();
      nodes.get(at).exitCode();
      long stopped = System.nanoTime();
      nodes.set(at, start(cluster.address(), at));
      System.out.printf("handler %d: ended within %d ms, ready again after %d ms%n", at,
        TimeUnit.NANOSECONDS.toMillis(stopped - stop), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped));
      TimeUnit.SECONDS.sleep(1);
    }
    vertx.cancelTimer(timer);
    double seconds = (System.nanoTime() - begin) / 1e9;
    while (ended < started) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    System.out.printf("%d requests in %.1f s, %.0f a second: %s%n", started, seconds, started / seconds, outcomes);
    return outcomes.keySet().stream().allMatch("200 OK"::equals);
  }

  private void request(int number) {
    ClientSession session = sessions.get(number % sessions.size());
    String path = "/" + ADDRESSES.get(number / 2 % 2);
    boolean isPost = number % 2 == 1;
    (isPost ? session.post(path).send(BODY) : session.get(path).send())
      .compose(response -> response.body().map(body -> response.status() + (body.length() == (isPost ? BODY.length()
        : 0) ? " OK" : response.status() == 200 ? " with " + body.length() + " bytes" : " " + body)))
      .otherwise(Throwable::toString)
      .onSuccess(this::count);
  }

  private synchronized void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
    ended++;
  }

  // --- the other JVMs ---

  private static void handle(String cluster, String number) {
    Vertx vertx = await(ClusteredVertx.start(cluster)).vertx();
    await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return Future.all(ADDRESSES.stream()
          .map(address -> RequestConsumer.create(vertx, address, RollingRestart::echo).listen()).toList());
      }
    }));
    System.out.println("ready " + number);
  }

  private static void echo(RoutedRequest request) {
    request.body().onSuccess(body -> Vertx.currentContext().owner().setTimer(MILLIS_OF_A_REQUEST,
      id -> request.response().end(body)));
  }
}
