package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Closes the servers and the consumers of requests of a Vert.x when Vert.x closes or the JVM ends, for example on
 * SIGTERM. The servers are first, because requests that they accept until then need the consumers of the same JVM. Each
 * of them has its own grace period. Safe for use by any thread.
 */
public final class NodeShutdown implements Shareable {
  /** Seconds for which the end of the JVM waits at most. Vert.x's launcher waits as long by default. */
  private static final long MAX_SECONDS = 120;
  /** As {@link #MAX_SECONDS}, if a thread of Vert.x ends the JVM: no task of its contexts runs meanwhile. */
  private static final long MAX_SECONDS_ON_VERTX_THREAD = 2;
  /** With which the names of Vert.x's threads begin. */
  private static final String VERTX_THREAD = "vert.x-";
  private static final String MAP = "io.github.vertxnghttp2.shutdown";
  private static final System.Logger LOG = System.getLogger(RequestConsumer.class.getName());

  private final Map<Object, Supplier<Future<?>>> servers = new ConcurrentHashMap<>();
  private final Map<Object, Supplier<Future<?>>> consumers = new ConcurrentHashMap<>();
  private final Thread atEnd = new Thread(this::awaitClosed, "vertx-nghttp2-shutdown");

  private NodeShutdown(VertxInternal vertx) {
    vertx.addCloseHook(this::onVertxClosed);
    try {
      Runtime.getRuntime().addShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the JVM ends already", e);
    }
  }

  /** The one of this Vert.x. */
  public static NodeShutdown of(Vertx vertx) {
    LocalMap<String, NodeShutdown> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new NodeShutdown((VertxInternal) vertx));
  }

  /** @param close closes the server; may be called more than once, from any thread */
  public void addServer(Object server, Supplier<Future<?>> close) {
    servers.put(server, close);
  }

  /** Called when the server has closed. */
  public void removeServer(Object server) {
    servers.remove(server);
  }

  /** @param close closes the consumer; may be called more than once, from any thread */
  public void addConsumer(Object consumer, Supplier<Future<?>> close) {
    consumers.put(consumer, close);
  }

  /** Called when the consumer has closed. */
  public void removeConsumer(Object consumer) {
    consumers.remove(consumer);
  }

  private Future<?> close() {
    return closeAll(servers.values()).transform(v -> closeAll(consumers.values()));
  }

  private static Future<?> closeAll(Collection<Supplier<Future<?>>> all) {
    return Future.join(all.stream().map(Supplier::get).toList());
  }

  private void onVertxClosed(Completable<Void> completion) {
    close().onComplete(closed -> {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
      } catch (IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "the JVM ends", e);
      }
      completion.succeed();
    });
  }

  private void awaitClosed() {
    try {
      close().toCompletionStage().toCompletableFuture().get(maxSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "servers and consumers of requests are not closed: {0}", e.toString());
    }
  }

  private static long maxSeconds() {
    boolean byVertxThread = Thread.getAllStackTraces().entrySet().stream()
      .anyMatch(each -> each.getKey().getName().startsWith(VERTX_THREAD) && isExiting(each.getValue()));
    return byVertxThread ? MAX_SECONDS_ON_VERTX_THREAD : MAX_SECONDS;
  }

  private static boolean isExiting(StackTraceElement[] frames) {
    return Stream.of(frames).anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
      && frame.getMethodName().equals("exit"));
  }
}
