package io.github.vertxnghttp2.service.limits;

import io.github.vertxnghttp2.service.RateLimitOptions;
import io.github.vertxnghttp2.service.syntax.LimitBy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The buckets of the clients of one route. All event loops of a JVM share it. Thread-safe.
 *
 * <p>If there are more clients than may be remembered, the one whose bucket is the fullest is forgotten: a full bucket
 * if there is one, otherwise the one that lacks the fewest tokens. So a new client is always taken, however many
 * attackers there are. A client that has used up its bucket is forgotten last: to get a full bucket again by means of
 * other addresses, it would have to use up as many buckets as can be remembered. Clients beyond that number, which send
 * one request each in turn, are not limited.
 */
public final class RateLimiter {
  private final LimitBy by;
  private final int maxClients;
  private final long interval;
  private final long tolerance;
  private final LongSupplier clock;
  private final long start;
  private final Map<String, Bucket> buckets = new HashMap<>();
  /** The fullest bucket first. A bucket that was used since it was put here belongs further behind. */
  private final PriorityQueue<Bucket> fullest = new PriorityQueue<>(Comparator.comparingLong(bucket -> bucket.place));

  /** The bucket of a client. */
  private static final class Bucket {
    private final String client;
    /** The time when the bucket will be full. */
    private long full;
    /** {@link #full} when the bucket was put into the queue. */
    private long place;

    private Bucket(String client) {
      this.client = client;
    }
  }

  public RateLimiter(RateLimitOptions options) {
    this(options, System::nanoTime);
  }

  /** @param clock nanoseconds since any time */
  RateLimiter(RateLimitOptions options, LongSupplier clock) {
    by = LimitBy.of(options.getBy());
    maxClients = options.getMaxClients();
    interval = TimeUnit.MILLISECONDS.toNanos(options.getPeriod()) / options.getRequests();
    tolerance = interval * (options.getBurst() - 1);
    this.clock = clock;
    start = clock.getAsLong();
  }

  /** What tells clients apart. */
  public LimitBy by() {
    return by;
  }

  /**
   * Takes a token of a client.
   *
   * @return 0 if there was one; otherwise the nanoseconds until there is one
   */
  public synchronized long take(String client) {
    long now = clock.getAsLong() - start;
    Bucket bucket = buckets.get(client);
    if (bucket == null) {
      bucket = add(client);
    }
    long full = Math.max(bucket.full, now);
    long wait = full - tolerance - now;
    if (wait > 0) {
      return wait;
    }
    bucket.full = full + interval;
    return 0;
  }

  private Bucket add(String client) {
    if (buckets.size() == maxClients) {
      forgetFullest();
    }
    Bucket bucket = new Bucket(client);
    buckets.put(client, bucket);
    fullest.add(bucket);
    return bucket;
  }

  private void forgetFullest() {
    Bucket first = fullest.remove();
    while (first.place != first.full) {
      first.place = first.full;
      fullest.add(first);
      first = fullest.remove();
    }
    buckets.remove(first.client);
  }

  /** The number of clients that are remembered. */
  synchronized int clients() {
    return buckets.size();
  }
}
