package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.vertx.core.Vertx;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of a Vert.x instance that are recorded, and what was kept of those that ended with an error or for a
 * limit. Methods may be called from any thread.
 */
public final class LiveRecordings {
  /** How many recordings of ended connections are kept. Older ones are dropped. */
  public static final int MAX_KEPT = 32;

  private static final Map<Vertx, LiveRecordings> OF = new WeakHashMap<>();

  private final Map<Long, LiveConnection> open = new ConcurrentHashMap<>();
  private final Map<Long, RecordedConnection> kept = new LinkedHashMap<>();

  private LiveRecordings() {
  }

  /** Returns those of a Vert.x instance. */
  public static LiveRecordings of(Vertx vertx) {
    synchronized (OF) {
      return OF.computeIfAbsent(vertx, v -> new LiveRecordings());
    }
  }

  public Collection<LiveConnection> open() {
    return List.copyOf(open.values());
  }

  /** The open connection of that id, or {@code null}. */
  public LiveConnection open(long id) {
    return open.get(id);
  }

  /** Recordings of connections that have ended with an error or for a limit, the oldest first. */
  public List<RecordedConnection> kept() {
    synchronized (kept) {
      return List.copyOf(kept.values());
    }
  }

  /** The kept recording of the connection of that id, or {@code null}. */
  public RecordedConnection kept(long id) {
    synchronized (kept) {
      return kept.get(id);
    }
  }

  /** Called when a connection was opened. */
  public void opened(LiveConnection connection) {
    open.put(connection.id(), connection);
  }

  /** Called when a connection was closed. */
  public void closed(LiveConnection connection) {
    open.remove(connection.id());
  }

  /** Keeps a recording of a connection that has ended. */
  public void keep(RecordedConnection ended) {
    synchronized (kept) {
      kept.put(ended.id(), ended);
      if (kept.size() > MAX_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }
}
