package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An endpoint on a context of its own, and a service that accepts for it. */
final class BusSide {
  static final EndpointSettings SETTINGS = settings(65_536, 16_384, 20, 600_000, 100);

  /** Settings with so many bytes to share that each stream gets its initial credit. */
  static EndpointSettings settings(int initialCredit, int maxChunkSize, int pingInterval, int pingTimeout,
                                   int maxStreams) {
    return new EndpointSettings(initialCredit, maxChunkSize, pingInterval, pingTimeout, maxStreams, 1L << 40, 1L << 40);
  }

  final AtomicInteger gone = new AtomicInteger();
  final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();
  final BusEndpoint endpoint;
  final Context context;
  volatile Supplier<Recorder> recorders = Recorder::new;
  private final Vertx vertx;

  BusSide(Vertx vertx, EndpointSettings settings) throws Exception {
    this(vertx, vertx.getOrCreateContext(), settings);
  }

  BusSide(Vertx vertx, Context context, EndpointSettings settings) throws Exception {
    this.vertx = vertx;
    this.context = context;
    endpoint = ScriptedPeer.await(on(() -> BusEndpoint.create(vertx, settings, gone::incrementAndGet)));
  }

  /** Done on the context. */
  <T> T on(Callable<T> task) throws Exception {
    return on(context, task);
  }

  private static <T> T on(Context context, Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    context.runOnContext(v -> {
      try {
        result.complete(task.call());
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
    });
    return result.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  void run(Runnable task) throws Exception {
    on(() -> {
      task.run();
      return null;
    });
  }

  /** A new address at which OPEN is accepted. */
  String serve() throws Exception {
    String service = "service." + UUID.randomUUID();
    ScriptedPeer.await(on(() -> vertx.eventBus().<JsonObject>consumer(service, message -> {
      Recorder recorder = recorders.get();
      try {
        recorder.stream = endpoint.accept(new JsonReader(message.body(), ""), stream -> {
          recorder.stream = stream;
          return recorder;
        }, message::reply);
        accepted.add(recorder);
      } catch (MalformedMessageException e) {
        message.fail(MalformedMessageException.CODE, e.getMessage());
      }
    }).completion()));
    return service;
  }

  Recorder nextAccepted() throws InterruptedException {
    Recorder recorder = accepted.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(recorder, "no stream was accepted");
    return recorder;
  }

  Recorder open(String service, boolean end, FrameForm form, long timeout) throws Exception {
    return open(service, end, form, timeout, new Recorder());
  }

  Recorder open(String service, boolean end, FrameForm form, long timeout, Recorder recorder) throws Exception {
    run(() -> recorder.stream = endpoint.open(service, new JsonObject(), end, form,
      new DeliveryOptions().setSendTimeout(timeout), json -> json, recorder, recorder));
    return recorder;
  }

  /** Done on the event loop of the node's endpoint. */
  <T> T onLoop(Callable<T> task) throws Exception {
    return on(endpoint.node().loop(), task);
  }

  /** Nothing may be left of any stream. */
  void assertAtRest() throws Exception {
    assertEquals(0, on(endpoint::openStreams));
    assertTrue(onLoop(endpoint.node()::isAtRest), "streams, peers or tokens are left");
  }
}
