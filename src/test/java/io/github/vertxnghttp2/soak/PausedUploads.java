package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.cluster.ClusteredVertx;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A handler in another JVM of 200 MiB that reads none of 5,000 uploads, while it serves others. Prints the memory that
 * the handler uses, and how long the others take. Arguments, all optional: the number of uploads, the options of the
 * handler's JVM.
 */
public final class PausedUploads {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MILLISECONDS = (int) PATIENCE.toMillis();
  private static final int UPLOADS = 5_000;
  /** The default of maxConcurrentStreams. */
  private static final int PER_CONNECTION = 250;
  /** All together they exceed the handler's heap, but not the default of maxBufferedBytes of the server. */
  private static final int UPLOAD_SIZE = 45_000;
  private static final int OTHERS = 100;
  private static final int OTHER_SIZE = 1 << 20;

  private PausedUploads() {
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 2 && args[0].equals("handler")) {
      handle(args[1]);
      return;
    }
    int uploads = args.length > 0 ? Integer.parseInt(args[0]) : UPLOADS;
    List<String> options = args.length > 1 ? Arrays.asList(args).subList(1, args.length) : List.of("-Xmx200m",
      "-XX:+ExitOnOutOfMemoryError");
    try {
      measure(uploads, options);
      System.exit(0);
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void measure(int uploads, List<String> options) throws InterruptedException {
    ClusteredVertx cluster = await(ClusteredVertx.start("-"));
    int port = serve(cluster.vertx());
    try (Peer handler = Peer.start(ExampleServer.java(options, PausedUploads.class.getName(), "handler",
      cluster.address()))) {
      handler.awaitLine("ready", PATIENCE);
      run(cluster.vertx(), port, uploads);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static int serve(Vertx vertx) {
    JsonArray routes = new JsonArray();
    for (String name : List.of("paused", "echo")) {
      routes.add(new JsonObject().put("path", "/" + name).put("address", name).put("mode", "stream").put("timeout",
        MILLISECONDS));
    }
    ListenerLog log = ListenerLog.open();
    try {
      await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
        .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)
          .put("maxConnectionsPerAddress", 0).put("bodyTimeout", 0)))
        .put("streams", new JsonObject().put("pingTimeout", MILLISECONDS))
        .put("routes", routes))));
      return log.port();
    } finally {
      log.close();
    }
  }

  private static void run(Vertx vertx, int port, int uploads) throws InterruptedException {
    List<ClientSession> sessions = new ArrayList<>();
    for (int sent = 0; sent < uploads; sent += PER_CONNECTION) {
      ClientSession session = connect(vertx, port);
      sessions.add(session);
      for (int i = 0; i < Math.min(PER_CONNECTION, uploads - sent); i++) {
        session.post("/paused").send(Buffer.buffer(new byte[UPLOAD_SIZE]));
      }
    }
    JsonObject memory;
    do {
      TimeUnit.SECONDS.sleep(1);
      memory = (JsonObject) await(vertx.eventBus().request("memory", null)).body();
    } while (memory.getInteger("paused") < uploads);
    System.out.println("paused: " + memory.encode());
    ClientSession session = connect(vertx, port);
    long begin = System.nanoTime();
    for (int i = 0; i < OTHERS; i++) {
      Buffer body = Buffer.buffer(new byte[OTHER_SIZE]);
      Buffer back = await(session.post("/echo").send(body).compose(ClientResponse::body));
      if (back.length() != OTHER_SIZE) {
        throw new IllegalStateException(back.length() + " bytes came back");
      }
    }
    System.out.printf("others: %d times %d bytes there and back, %d ms each%n", OTHERS, OTHER_SIZE,
      TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / OTHERS);
    System.out.println("after that: " + ((JsonObject) await(vertx.eventBus().request("memory", null)).body()).encode());
  }

  private static ClientSession connect(Vertx vertx, int port) {
    return await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
  }

  // --- the other JVM ---

  private static void handle(String cluster) {
    Vertx vertx = await(ClusteredVertx.start(cluster)).vertx();
    Queue<RoutedRequest> paused = new ConcurrentLinkedQueue<>();
    await(consume(vertx, "paused", request -> paused.add(request.pause())));
    await(consume(vertx, "echo", request -> request.pipeTo(request.response())));
    await(vertx.eventBus().consumer("memory", message -> {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      message.reply(new JsonObject().put("paused", paused.size()).put("usedMiB", runtime.totalMemory()
        - runtime.freeMemory() >> 20).put("maximumMiB", runtime.maxMemory() >> 20));
    }).completion());
    System.out.println("ready");
  }

  private static Future<RequestConsumer> consume(Vertx vertx, String address, Handler<RoutedRequest> handler) {
    return RequestConsumer.create(vertx, address, new StreamOptions().setPingTimeout(MILLISECONDS), handler).listen();
  }
}
