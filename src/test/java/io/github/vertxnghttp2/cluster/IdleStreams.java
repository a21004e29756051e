package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the event-bus messages that idle streams cost: each stream goes to a consumer of its own, all in one other
 * JVM. Prints the messages a second that this node sends and receives. Arguments, all optional: the number of streams,
 * the seconds of counting.
 */
public final class IdleStreams {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private IdleStreams() {
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 3 && args[0].equals("handlers")) {
      handle(args[1], Integer.parseInt(args[2]));
      return;
    }
    int streams = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    ClusteredVertx cluster = await(ClusteredVertx.start("-"));
    Vertx vertx = cluster.vertx();
    try (Peer handlers = Peer.start(ExampleServer.java(List.of(), IdleStreams.class.getName(), "handlers",
      cluster.address(), Integer.toString(streams)))) {
      handlers.awaitLine("ready", PATIENCE);
      int port = serve(vertx, streams);
      ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1")
        .setPort(port)));
      List<Future<Void>> ends = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        ClientResponse response = await(session.get("/" + i).send());
        ends.add(response.resume().ended());
      }
      count(vertx, streams, seconds);
      if (ends.stream().anyMatch(Future::isComplete)) {
        throw new IllegalStateException("a stream has ended");
      }
    }
    System.exit(0);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static void count(Vertx vertx, int streams, int seconds) throws InterruptedException {
    LongAdder sent = new LongAdder();
    LongAdder received = new LongAdder();
    vertx.eventBus().addOutboundInterceptor(delivery -> {
      sent.increment();
      delivery.next();
    });
    vertx.eventBus().addInboundInterceptor(delivery -> {
      received.increment();
      delivery.next();
    });
    TimeUnit.SECONDS.sleep(seconds);
    System.out.printf("%d idle streams: %.1f messages a second sent, %.1f received%n", streams,
      (double) sent.sum() / seconds, (double) received.sum() / seconds);
  }

  private static int serve(Vertx vertx, int streams) {
    JsonArray routes = new JsonArray();
    for (int i = 0; i < streams; i++) {
      routes.add(new JsonObject().put("path", "/" + i).put("address", "handler." + i).put("mode", "stream"));
    }
    JsonObject http2 = new JsonObject().put("settings", new JsonObject().put("maxConcurrentStreams", streams));
    ListenerLog log = ListenerLog.open();
    try {
      await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
        .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)
          .put("bodyTimeout", 0).put("http2", http2)))
        .put("routes", routes))));
      return log.port();
    } finally {
      log.close();
    }
  }

  // --- the other JVM ---

  private static void handle(String cluster, int consumers) {
    Vertx vertx = await(ClusteredVertx.start(cluster)).vertx();
    List<Future<RequestConsumer>> listening = new ArrayList<>();
    for (int i = 0; i < consumers; i++) {
      listening.add(RequestConsumer.create(vertx, "handler." + i, request -> request.response().write("begun"))
        .listen());
    }
    await(Future.all(listening));
    System.out.println("ready");
  }
}
