package io.github.vertxnghttp2.service.stats;

import io.vertx.core.json.JsonObject;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;

/**
 * The counts of one route in this JVM. Safe for use by any thread. Event loops mostly write to different parts, so that
 * they do not wait for each other. The memory is at most {@link #PARTS_MAX} times about 14 KiB; a route without
 * requests needs next to none.
 */
public final class RouteStats {
  /** The number of parts. */
  private static final int PARTS_MAX = 4;
  private static final int PARTS = Math.min(PARTS_MAX, Integer.highestOneBit(Runtime.getRuntime()
    .availableProcessors()));
  private static final RequestEnd[] ENDS = RequestEnd.values();

  private final String id;
  private final StatsClock clock;
  private final AtomicReferenceArray<RouteRecorder> parts = new AtomicReferenceArray<>(PARTS);

  RouteStats(String id, StatsClock clock) {
    this.id = id;
    this.clock = clock;
  }

  /** Where the current thread counts. The part that counts the begin of a request has to count its end. */
  @SuppressWarnings("deprecation") // threadId() is newer than Java 17
  public RouteRecorder recorder() {
    int at = (int) Thread.currentThread().getId() & PARTS - 1;
    RouteRecorder known = parts.get(at);
    if (known != null) {
      return known;
    }
    RouteRecorder made = new RouteRecorder(clock);
    return parts.compareAndSet(at, null, made) ? made : parts.get(at);
  }

  /** A request waits at the gate of the route. */
  public void queued() {
    recorder().changeQueued(1);
  }

  /** A request waits no more. */
  public void unqueued() {
    recorder().changeQueued(-1);
  }

  /** A request gets 429, because its client has sent more requests than it may. */
  public void limited() {
    recorder().limited();
  }

  public String id() {
    return id;
  }

  private long sum(ToLongFunction<RouteRecorder> count) {
    long sum = 0;
    for (int i = 0; i < PARTS; i++) {
      RouteRecorder part = parts.get(i);
      if (part != null) {
        sum += count.applyAsLong(part);
      }
    }
    return sum;
  }

  /** The number of requests that have begun. */
  public long requests() {
    return sum(RouteRecorder::begunCount);
  }

  /** The number of requests that have ended in this way. */
  public long ended(RequestEnd end) {
    return sum(part -> part.count(end));
  }

  /** The number of requests that got 429, because their clients have sent more requests than they may. */
  public long limitedRequests() {
    return sum(RouteRecorder::limitedCount);
  }

  /** The number of requests that wait at the gate of the route. */
  public long waiting() {
    return Math.max(0, sum(RouteRecorder::queued));
  }

  /** The number of requests that have begun, do not wait at the gate, and have not ended. */
  public long inFlight() {
    long ended = 0; // first: a request that begins or ends meanwhile then counts as one in flight
    for (RequestEnd end : ENDS) {
      ended += ended(end);
    }
    long waiting = waiting();
    return Math.max(0, requests() - ended - waiting);
  }

  /** The number of complete responses. */
  public long completed() {
    long completed = 0;
    for (RequestEnd end : ENDS) {
      completed += end.isComplete() ? ended(end) : 0;
    }
    return completed;
  }

  /** The sum of the latencies of complete responses, in microseconds. */
  public long totalMicros() {
    return sum(RouteRecorder::micros);
  }

  /** The latencies of complete responses that ended in the last minute. */
  public Latencies latencies() {
    Latencies all = new Latencies();
    long second = clock.second();
    sum(part -> {
      part.latencies().addTo(all, second);
      return 0;
    });
    return all;
  }

  /** The requests per second of so many last complete seconds. */
  double rate(int seconds) {
    long now = clock.second();
    return (double) sum(part -> part.rate().sum(now, seconds)) / seconds;
  }

  public JsonObject toJson() {
    JsonObject responses = new JsonObject();
    long errors = 0;
    for (RequestEnd end : ENDS) {
      long count = ended(end);
      responses.put(end.key(), count);
      errors += end.isError() ? count : 0;
    }
    Latencies latencies = latencies();
    return new JsonObject()
      .put("id", id)
      .put("requests", requests())
      .put("inFlight", inFlight())
      .put("queued", waiting())
      .put("responses", responses)
      .put("errors", errors)
      .put("limited", limitedRequests())
      .put("requestsPerSecond", new JsonObject().put("last10s", rate(10)).put("last60s", rate(60)))
      .put("latencyMicros", new JsonObject()
        .put("responses", latencies.count())
        .put("p50", latencies.percentile(0.5))
        .put("p90", latencies.percentile(0.9))
        .put("p99", latencies.percentile(0.99))
        .put("max", latencies.max()));
  }
}
