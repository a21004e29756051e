package io.github.vertxnghttp2.inspector.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts wrong tokens of each host. */
final class FailedAttempts {
  /** Wrong tokens of a host in {@link #MILLIS}. */
  static final int MAX = 10;
  /** After this time a host may try again. */
  static final long MILLIS = 60_000;
  /** Hosts that are remembered; the one that failed first is forgotten first. */
  static final int MAX_HOSTS = 1_000;

  private final LongSupplier millis;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private static final class Count {
    private final long begin;
    private int failures;

    Count(long begin) {
      this.begin = begin;
    }
  }

  FailedAttempts(LongSupplier millis) {
    this.millis = millis;
  }

  private Count count(String host) {
    Count count = counts.get(host);
    if (count != null && millis.getAsLong() - count.begin >= MILLIS) {
      counts.remove(host);
      return null;
    }
    return count;
  }

  boolean areTooMany(String host) {
    Count count = count(host);
    return count != null && count.failures >= MAX;
  }

  void add(String host) {
    if (count(host) == null) {
      counts.put(host, new Count(millis.getAsLong()));
      if (counts.size() > MAX_HOSTS) {
        counts.remove(counts.keySet().iterator().next());
      }
    }
    counts.get(host).failures++;
  }
}
