package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.Http2Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

/** Servers, clients and workers, from their start to their end. For one thread, outside of Vert.x. */
final class Load {
  private static final int POLL_MILLIS = 20;
  private static final long PATIENCE_SECONDS = 90;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4).setWorkerPoolSize(8)
    .setInternalBlockingPoolSize(4));
  private final Tally tally;
  private final Site site;
  private final SoakServers servers;
  private final SoakVerticles bus;
  private final SharedConnections connections;
  private final List<Worker> workers = new ArrayList<>();

  Load(Tally tally, LogWatch log) {
    this.tally = tally;
    site = new Site(vertx, tally);
    servers = new SoakServers(site);
    bus = new SoakVerticles(site, log);
    connections = new SharedConnections(site);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no result within " + PATIENCE_SECONDS + " s", e);
    }
  }

  void open() {
    await(servers.open());
    await(bus.open());
    await(connections.open(servers));
    WholeMessages messages = new WholeMessages(site, connections);
    Breaks breaks = new Breaks(site, servers, connections);
    Reconnects reconnects = new Reconnects(site, servers);
    OverTheBus overTheBus = new OverTheBus(site, servers, bus);
    RoughClients clients = new RoughClients(site, servers);
    RoughServers roughServers = new RoughServers(site);
    work("burst", messages::burst, 40, 2);
    work("download", messages::download, 50, 2);
    work("upload", messages::upload, 50, 2);
    work("echo", messages::echo, 50, 1);
    work("pushes", messages::pushes, 60, 1);
    work("cancelled", breaks::cancelled, 30, 2);
    work("reset by the server", breaks::resetByServer, 50, 1);
    work("enough", breaks::enough, 100, 1);
    work("refused", breaks::refused, 50, 1);
    work("timed out", breaks::timedOut, 20, 2);
    work("closed", reconnects::closed, 80, 1);
    work("terminated", reconnects::terminated, 80, 1);
    work("single", reconnects::single, 80, 1);
    work("nobody", reconnects::nobody, 500, 1);
    work("restart", reconnects::restart, 200, 1);
    work("routed", overTheBus::routed, 25, 3);
    work("fetched", overTheBus::fetched, 25, 3);
    work("leave", clients::leave, 40, 1);
    work("sip", clients::sip, 100, 1);
    work("break rules", clients::breakRules, 60, 1);
    work("malformed request", clients::malformedRequest, 100, 1);
    work("flood", clients::flood, 150, 1);
    work("stall", clients::stall, 50, 2);
    work("rough server", roughServers::serve, 80, 1);
  }

  private void work(String name, Job job, int pauseMillis, int times) {
    for (int i = 0; i < times; i++) {
      workers.add(new Worker(site, name, job, pauseMillis, workers.size()));
    }
  }

  void resume() {
    workers.forEach(Worker::resume);
  }

  /** Completes when nothing is under way any more; what does not end in time is a fault. */
  void pause() {
    await(Future.all(workers.stream().map(Worker::pause).toList()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 3);
    String rest = await(unfinished());
    while (!rest.isEmpty() && System.nanoTime() < deadline) {
      rest = await(vertx.timer(POLL_MILLIS).compose(v -> unfinished()));
    }
    if (!rest.isEmpty()) {
      tally.fault("at rest there are" + rest, null);
    }
  }

  /** What is under way, or empty. */
  private Future<String> unfinished() {
    return bus.serverStats().compose(server -> bus.service().stats().map(client -> {
      int all = server.getInteger("connections") + sum(Http2Metrics::connections);
      long pooled = client.getJsonArray("origins").stream().mapToInt(one -> ((JsonObject) one).getInteger(
        "connections")).sum();
      int streams = server.getInteger("openStreams") + sum(Http2Metrics::openStreams) + connections.openStreams();
      return counted(all - connections.count() - pooled - 1, "connections more than there should be")
        + counted(streams, "open streams")
        + counted(connections.pendingRequests(), "requests that wait")
        + counted(server.getInteger("busStreams") + bus.consumedStreams(), "streams over the bus")
        + counted(client.getInteger("inFlight"), "requests of the client service")
        + counted(tally.openCount(), "open: " + tally.open());
    }));
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : " " + count + " " + what + ";";
  }

  private int sum(ToIntFunction<Http2Metrics> count) {
    return servers.metrics().stream().mapToInt(count).sum();
  }

  /** How often clients passed the limits of the servers, by setting. */
  JsonObject limitsReached() {
    JsonObject limits = new JsonObject();
    for (Http2Metrics metrics : servers.metrics()) {
      metrics.toJson().getJsonObject("limitsReached").forEach(limit ->
        limits.put(limit.getKey(), limits.getLong(limit.getKey(), 0L) + ((Number) limit.getValue()).longValue()));
    }
    return limits;
  }

  /** Closes everything; call {@link #pause} before. */
  void close() {
    await(connections.close());
    await(bus.close());
    await(servers.close());
    int left = sum(Http2Metrics::connections);
    if (left > 0) {
      tally.fault("closed servers have connections: " + left, null);
    }
    await(vertx.close());
  }
}
