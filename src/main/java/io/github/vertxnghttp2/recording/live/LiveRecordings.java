package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.vertx.core.Vertx;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of a Vert.x instance that are recorded, and what was kept of those that ended with an error or for a
 * limit. All sessions of this library are among them, and all HTTP/2 connections that it makes for Vert.x's own servers
 * and clients, unless their {@code recorder.bytes} is 0. Methods may be called from any thread.
 */
public final class LiveRecordings {
  /** How many recordings of ended connections are kept. Older ones are dropped. */
  public static final int MAX_KEPT = 32;

  /** Bytes that the kept recordings take, roughly. Older ones are dropped. */
  public static final long MAX_KEPT_BYTES = 16L << 20;

  private static final Map<Vertx, LiveRecordings> OF = new WeakHashMap<>();
  /** From one recording that is kept to the next: peers can cause many connections to end with an error. */
  private static final long KEEP_INTERVAL = TimeUnit.SECONDS.toNanos(1);
  private static final int FRAME_BYTES = 56;
  private static final int WAIT_BYTES = 48;
  private static final int EXCHANGE_BYTES = 512;
  /** An object; most names and values are those of other exchanges, too. */
  private static final int FIELD_BYTES = 32;

  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong nextKeep = new AtomicLong(System.nanoTime());
  private final Map<Long, LiveConnection> open = new ConcurrentHashMap<>();
  private final Map<Long, RecordedConnection> kept = new LinkedHashMap<>();
  private final HandledRequests handled = new HandledRequests();
  private long keptBytes;

  private LiveRecordings() {
  }

  /** Returns those of a Vert.x instance. */
  public static LiveRecordings of(Vertx vertx) {
    synchronized (OF) {
      return OF.computeIfAbsent(vertx, v -> new LiveRecordings());
    }
  }

  /** The connections that are open now, in no order. Some of them may be closed before they are looked at. */
  public Collection<LiveConnection> open() {
    return List.copyOf(open.values());
  }

  /**
   * The open connection of an id.
   *
   * @param id that {@code Http2Connection.recordingId()} returns
   * @return {@code null} if there is none, as after its end
   */
  public LiveConnection open(long id) {
    return open.get(id);
  }

  /** Recordings of connections that have ended with an error or for a limit, the oldest first. */
  public List<RecordedConnection> kept() {
    synchronized (kept) {
      return List.copyOf(kept.values());
    }
  }

  /**
   * The kept recording of the connection of an id.
   *
   * @param id that log lines and exceptions name: {@code (recording of connection 17)}
   * @return {@code null} if there is none, or none any more
   */
  public RecordedConnection kept(long id) {
    synchronized (kept) {
      return kept.get(id);
    }
  }

  /** The latest requests that handlers of this Vert.x instance got over the event bus. */
  public HandledRequests handled() {
    return handled;
  }

  // --- for this library, which reports its connections ---

  /** The id of a connection that is about to be opened. */
  public long nextId() {
    return lastId.incrementAndGet();
  }

  /** Whether the recording of a connection that ends now may be kept: one in a second. Counts those that may. */
  public boolean mayKeep() {
    long next = nextKeep.get();
    long now = System.nanoTime();
    return now - next >= 0 && nextKeep.compareAndSet(next, now + KEEP_INTERVAL);
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
      keptBytes += bytes(ended);
      while (kept.size() > MAX_KEPT || keptBytes > MAX_KEPT_BYTES && kept.size() > 1) {
        Iterator<RecordedConnection> oldest = kept.values().iterator();
        keptBytes -= bytes(oldest.next());
        oldest.remove();
      }
    }
  }

  private static long bytes(RecordedConnection recording) {
    return (long) recording.frames().size() * FRAME_BYTES + (long) recording.waits().size() * WAIT_BYTES
      + recording.exchanges().stream().mapToLong(LiveRecordings::bytes).sum();
  }

  private static long bytes(RecordedExchange exchange) {
    return EXCHANGE_BYTES + (long) FIELD_BYTES * (exchange.requestFields().size() + exchange.responseFields().size());
  }
}
