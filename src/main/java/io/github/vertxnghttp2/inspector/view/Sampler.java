package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Samples all connections again and again while somebody watches. It waits for one sample before it times the next, so
 * that samples do not pile up. Connections whose event loop is blocked keep the row that they had, and are not asked
 * again before they reply. It is used on one context.
 */
public final class Sampler {
  private static final long MICROS = 1_000_000;
  /** In microseconds: of a shorter time, the rate would say little. */
  private static final long LEAST_FOR_RATE = 50_000;
  /** How long a sample waits for event loops. */
  private static final long PATIENCE_MILLIS = 500;

  private final Vertx vertx;
  private final Context context;
  private final ShownConnections connections;
  private final long interval;
  private final Set<Consumer<Snapshot>> watchers = new LinkedHashSet<>();
  /** Ids of connections that were asked and have not replied yet. */
  private final Set<Long> asked = ConcurrentHashMap.newKeySet();
  private Snapshot latest = new Snapshot(0, List.of(), 0);
  private Future<Snapshot> sampling;
  /** Whether the watchers will be told of the sample that is being taken. */
  private boolean telling;
  private long timer = -1;

  /** @param interval milliseconds from the end of a sample to the beginning of the next */
  public Sampler(Vertx vertx, Context context, ShownConnections connections, long interval) {
    this.vertx = vertx;
    this.context = context;
    this.connections = connections;
    this.interval = interval;
  }

  /** The context that it is used on. */
  Context context() {
    return context;
  }

  /** Calls a watcher with each sample. The first one is taken at once. */
  public void watch(Consumer<Snapshot> watcher) {
    watchers.add(watcher);
    next();
  }

  /** Ends {@link #watch}. */
  public void leave(Consumer<Snapshot> watcher) {
    watchers.remove(watcher);
    if (watchers.isEmpty() && timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void next() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    if (!telling) { // the sample itself may have begun for somebody else
      telling = true;
      sample().onSuccess(this::tell);
    }
  }

  private void tell(Snapshot snapshot) {
    telling = false;
    List.copyOf(watchers).forEach(watcher -> watcher.accept(snapshot));
    if (!watchers.isEmpty() && timer < 0) {
      timer = vertx.setTimer(interval, id -> {
        timer = -1;
        next();
      });
    }
  }

  /** Takes one sample, or waits for the one that is being taken. Completes on the context. */
  public Future<Snapshot> sample() {
    if (sampling == null) {
      Promise<Snapshot> promise = Promise.promise();
      sampling = promise.future();
      List<LiveConnection> open = new ArrayList<>();
      connections.open().forEach(open::add);
      AtomicReferenceArray<RecordedConnection> replies = new AtomicReferenceArray<>(open.size());
      long impatient = vertx.setTimer(PATIENCE_MILLIS, id -> context.runOnContext(v -> end(promise, open, replies)));
      ask(open, replies, () -> context.runOnContext(v -> {
        vertx.cancelTimer(impatient);
        end(promise, open, replies);
      }));
    }
    return sampling;
  }

  private void end(Promise<Snapshot> promise, List<LiveConnection> open,
                   AtomicReferenceArray<RecordedConnection> replies) {
    if (!promise.future().isComplete()) {
      latest = snapshot(open, replies);
      sampling = null;
      promise.complete(latest);
    }
  }

  /** @param whenAll called on any thread, with nulls for connections that were closed meanwhile */
  private void ask(List<LiveConnection> open, AtomicReferenceArray<RecordedConnection> replies, Runnable whenAll) {
    AtomicInteger missing = new AtomicInteger(1);
    for (int i = 0; i < open.size(); i++) {
      int index = i;
      long id = open.get(i).id();
      if (asked.add(id)) {
        missing.incrementAndGet();
        open.get(i).summary().onComplete(done -> {
          replies.set(index, done.result());
          asked.remove(id);
          if (missing.decrementAndGet() == 0) {
            whenAll.run();
          }
        });
      }
    }
    if (missing.decrementAndGet() == 0) {
      whenAll.run();
    }
  }

  private Snapshot snapshot(List<LiveConnection> open, AtomicReferenceArray<RecordedConnection> replies) {
    long now = RecordingClock.now();
    Map<Long, Row> before = new HashMap<>();
    latest.rows().forEach(row -> before.put(row.id(), row));
    List<Row> rows = new ArrayList<>(open.size());
    for (int i = 0; i < open.size(); i++) {
      long id = open.get(i).id();
      boolean late = asked.contains(id);
      RecordedConnection summary = replies.get(i);
      if (summary == null) {
        if (late && before.containsKey(id)) {
          rows.add(before.get(id));
        }
      } else if (connections.isShown(summary)) {
        rows.add(row(summary, before.get(id), now - latest.takenAt()));
      }
    }
    return new Snapshot(now, rows, connections.kept().size());
  }

  private static Row row(RecordedConnection summary, Row before, long elapsed) {
    if (before == null) {
      return new Row(summary, 0, 0);
    }
    if (elapsed < LEAST_FOR_RATE) {
      return new Row(summary, before.receiveRate(), before.sendRate());
    }
    return new Row(summary, (summary.bytesReceived() - before.summary().bytesReceived()) * MICROS / elapsed,
      (summary.bytesSent() - before.summary().bytesSent()) * MICROS / elapsed);
  }
}
