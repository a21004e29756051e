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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Samples all connections again and again while somebody watches. It waits for one sample before it times the next, so
 * that samples do not pile up. It is used on one context.
 */
public final class Sampler {
  private static final long MICROS = 1_000_000;
  /** In microseconds: of a shorter time, the rate would say little. */
  private static final long LEAST_FOR_RATE = 50_000;

  private final Vertx vertx;
  private final Context context;
  private final ShownConnections connections;
  private final long interval;
  private final Set<Consumer<Snapshot>> watchers = new LinkedHashSet<>();
  private Snapshot latest = new Snapshot(0, List.of(), 0);
  private Future<Snapshot> sampling;
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
    if (sampling == null) {
      sample().onSuccess(this::tell);
    }
  }

  private void tell(Snapshot snapshot) {
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
      summaries(all -> context.runOnContext(v -> {
        latest = snapshot(all);
        sampling = null;
        promise.complete(latest);
      }));
    }
    return sampling;
  }

  /** @param whenAll called on any thread, with nulls for connections that were closed meanwhile */
  private void summaries(Consumer<AtomicReferenceArray<RecordedConnection>> whenAll) {
    List<LiveConnection> open = new ArrayList<>();
    connections.open().forEach(open::add);
    AtomicReferenceArray<RecordedConnection> all = new AtomicReferenceArray<>(open.size());
    AtomicInteger missing = new AtomicInteger(open.size() + 1);
    for (int i = 0; i < open.size(); i++) {
      int index = i;
      open.get(i).summary().onComplete(done -> {
        all.set(index, done.result());
        if (missing.decrementAndGet() == 0) {
          whenAll.accept(all);
        }
      });
    }
    if (missing.decrementAndGet() == 0) {
      whenAll.accept(all);
    }
  }

  private Snapshot snapshot(AtomicReferenceArray<RecordedConnection> all) {
    long now = RecordingClock.now();
    Map<Long, Row> before = new HashMap<>();
    latest.rows().forEach(row -> before.put(row.id(), row));
    List<Row> rows = new ArrayList<>(all.length());
    for (int i = 0; i < all.length(); i++) {
      RecordedConnection summary = all.get(i);
      if (summary != null && connections.isShown(summary)) {
        rows.add(row(summary, before.get(summary.id()), now - latest.takenAt()));
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
