package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;

/** A step of a peer, whose failure does not end the measurement of the others. */
interface Attempt {
  void run() throws IOException, InterruptedException;

  /** Runs it, unless the peer has failed at this row before. */
  static void of(Results results, String row, Peer peer, Attempt attempt) {
    if (results.hasFailed(row, peer)) {
      return;
    }
    try {
      attempt.run();
    } catch (IOException | RuntimeException e) {
      results.fail(row, peer, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the measurement is interrupted", e);
    }
  }
}
