package io.github.vertxnghttp2.service.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/** A part of the counts of a route. Mostly one thread writes it, but any thread may. */
public final class RouteRecorder {
  private static final int ENDS = RequestEnd.values().length;
  private static final int BEGUN = ENDS;
  private static final int QUEUED = ENDS + 1;
  /** The sum of the latencies of complete responses, in microseconds. */
  private static final int MICROS = ENDS + 2;
  private static final int LIMITED = ENDS + 3;

  private final StatsClock clock;
  private final AtomicLongArray counts = new AtomicLongArray(ENDS + 4);
  private final RequestRate rate = new RequestRate();
  private final LatencyWindow latencies = new LatencyWindow();

  RouteRecorder(StatsClock clock) {
    this.clock = clock;
  }

  /** A request has begun. @return the time, for {@link #ended} */
  public long begun() {
    long nanos = clock.nanos();
    counts.getAndIncrement(BEGUN);
    rate.count(clock.second(nanos));
    return nanos;
  }

  /** The request that began at that time has ended. */
  public void ended(RequestEnd end, long begun) {
    if (end.isComplete()) {
      long nanos = clock.nanos();
      long micros = (nanos - begun) / 1_000;
      latencies.record(clock.second(nanos), micros);
      counts.getAndAdd(MICROS, micros);
    }
    counts.getAndIncrement(end.ordinal());
  }

  /** @param change 1 if a request waits now, -1 if it waits no more */
  void changeQueued(int change) {
    counts.getAndAdd(QUEUED, change);
  }

  /** A client has sent more requests than it may. */
  void limited() {
    counts.getAndIncrement(LIMITED);
  }

  long begunCount() {
    return counts.get(BEGUN);
  }

  long queued() {
    return counts.get(QUEUED);
  }

  long limitedCount() {
    return counts.get(LIMITED);
  }

  long micros() {
    return counts.get(MICROS);
  }

  long count(RequestEnd end) {
    return counts.get(end.ordinal());
  }

  RequestRate rate() {
    return rate;
  }

  LatencyWindow latencies() {
    return latencies;
  }
}
