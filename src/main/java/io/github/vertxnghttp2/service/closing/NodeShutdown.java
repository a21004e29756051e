package io.github.vertxnghttp2.service.closing;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Closes the servers and the consumers of requests of a Vert.x when Vert.x closes or the JVM ends, for example on
 * SIGTERM. The servers are first, because requests that they accept until then need the consumers of the same JVM. Each
 * of them has its own grace period. Safe for use by any thread.
 */
public final class NodeShutdown implements Shareable {
  /** Seconds for which the end of the JVM waits at most. Vert.x's launcher waits as long by default. */
  private static final long MAX_SECONDS = 120;
  /** As {@link #MAX_SECONDS}, for contexts that cannot run a task because they end the JVM. */
  private static final long MAX_SECONDS_IF_BLOCKED = 2;
  private static final String MAP = "io.github.vertxnghttp2.shutdown";
  private static final System.Logger LOG = System.getLogger(RequestConsumer.class.getName());

  private final Map<Object, Member> servers = new ConcurrentHashMap<>();
  private final Map<Object, Member> consumers = new ConcurrentHashMap<>();
  private final Thread atEnd = new Thread(this::awaitClosed, "vertx-nghttp2-shutdown");

  /** A server or a consumer. */
  private record Member(Context context, Supplier<Future<?>> close) {
  }

  /** The end of a member. It begins in a task on the context of the member. */
  private static final class Closing {
    private final Promise<Void> closed = Promise.promise();
    private volatile boolean begun;

    private Closing(Member member) {
      try {
        member.context().runOnContext(v -> {
          begun = true;
          try {
            member.close().get().<Void>mapEmpty().onComplete(closed);
          } catch (RuntimeException e) {
            closed.fail(e);
          }
        });
      } catch (RejectedExecutionException e) {
        closed.fail(e); // the context has ended already
      }
    }

    private static Future<?> all(List<Closing> members) {
      return Future.join(members.stream().map(each -> each.closed.future()).toList());
    }
  }

  private NodeShutdown(VertxInternal vertx) {
    Closeable atClose = this::onVertxClosed;
    if (!vertx.closeFuture().add(atClose)) {
      return; // Vert.x closes already, and nothing would remove the hook
    }
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

  /** @param close closes the server; called on the context, perhaps more than once */
  public void addServer(Object server, Context context, Supplier<Future<?>> close) {
    servers.put(server, new Member(context, close));
  }

  /** Called when the server has closed. */
  public void removeServer(Object server) {
    servers.remove(server);
  }

  /** @param close closes the consumer; called on the context, perhaps more than once */
  public void addConsumer(Object consumer, Context context, Supplier<Future<?>> close) {
    consumers.put(consumer, new Member(context, close));
  }

  /** Called when the consumer has closed. */
  public void removeConsumer(Object consumer) {
    consumers.remove(consumer);
  }

  private static List<Closing> close(Collection<Member> members) {
    return members.stream().map(Closing::new).toList();
  }

  private void onVertxClosed(Completable<Void> completion) {
    Closing.all(close(servers.values())).transform(v -> Closing.all(close(consumers.values()))).onComplete(closed -> {
      removeHook();
      completion.succeed();
    });
  }

  /** @return whether the JVM had the hook */
  boolean removeHook() {
    try {
      return Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the JVM ends", e);
      return false;
    }
  }

  // --- the end of the JVM ---

  private void awaitClosed() {
    JvmExit exit = JvmExit.find();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    try {
      await(close(servers.values()), exit, deadline);
      await(close(consumers.values()), exit, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(List<Closing> members, JvmExit exit, long deadline) throws InterruptedException {
    long blocked = exit == JvmExit.ELSEWHERE ? deadline
      : System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS_IF_BLOCKED);
    if (isClosed(members, blocked)) {
      return;
    }
    List<Closing> begun = members.stream().filter(each -> each.begun).toList();
    boolean isClosed = exit == JvmExit.ON_A_CONTEXT && isClosed(begun, deadline);
    LOG.log(System.Logger.Level.WARNING, "the JVM ends before {0} servers or consumers of requests are closed",
      members.size() - (isClosed ? begun.size() : members.stream().filter(each -> each.closed.future().isComplete())
        .count()));
  }

  /** Waits until {@code deadline}, a {@link System#nanoTime}. */
  private static boolean isClosed(List<Closing> members, long deadline) throws InterruptedException {
    try {
      Closing.all(members).toCompletionStage().toCompletableFuture().get(deadline - System.nanoTime(),
        TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, "servers or consumers of requests did not close: {0}", e.toString());
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
