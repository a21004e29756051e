package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures CPU time: warms each subject up until its cost is steady, then gives each a slice in turn, round by round,
 * so that other load of the machine disturbs all of them.
 */
final class Rounds {
  /** A shorter slice has too few of the ticks in which the kernel counts CPU time. */
  private static final double SHORTEST_SLICE = 0.6;
  private static final double WARM_UP_SLICE = 1;

  private final LeagueOptions options;
  private final Results results;

  Rounds(LeagueOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  /** What a warm-up has found: requests a second, and whether the cost was the same at the end. */
  record Warmth(double perSecond, boolean steady) {
  }

  void measure(Row row, Map<Peer, Subject> subjects) throws InterruptedException {
    Map<Peer, Warmth> warm = new HashMap<>();
    subjects.forEach((peer, subject) -> Attempt.of(results, row.title, peer, () -> {
      warm.put(peer, warmUp(row, subject));
      if (!warm.get(peer).steady) {
        results.markUnsteady(row.title, peer);
      }
    }));
    for (int round = 0; round < options.rounds(); round++) {
      subjects.forEach((peer, subject) -> Attempt.of(results, row.title, peer, () -> {
        int requests = Math.max(H2load.least(row), (int) (warm.get(peer).perSecond * options.seconds()));
        Subject.Slice slice = subject.run(requests);
        results.add(row.title, peer, Map.of(Column.CPU, slice.cost(), Column.RATE, slice.perSecond()));
      }));
    }
  }

  Warmth warmUp(Row row, Subject subject) throws IOException, InterruptedException {
    SteadyCost cost = new SteadyCost();
    long begin = System.nanoTime();
    int requests = H2load.least(row);
    while (true) {
      Subject.Slice slice = subject.run(requests);
      if (slice.seconds() >= SHORTEST_SLICE) {
        cost.add(slice.cost());
      }
      double spent = (System.nanoTime() - begin) / 1e9;
      if (cost.isSteady() && spent >= options.warm() || spent > options.warmLimit()) {
        return new Warmth(slice.perSecond(), cost.isSteady());
      }
      requests = Math.max(H2load.least(row), (int) (slice.perSecond() * WARM_UP_SLICE));
    }
  }
}
