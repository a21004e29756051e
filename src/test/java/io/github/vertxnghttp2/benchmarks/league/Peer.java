package io.github.vertxnghttp2.benchmarks.league;

import java.util.List;
import java.util.Set;

/**
 * A server or a client that is measured.
 *
 * @param name for the command line
 * @param title for the table
 * @param missing what has to be installed, or null if nothing is missing
 * @param rows those that it can do
 */
record Peer(String name, String title, String missing, Set<Row> rows, Command command) {

  /** How it is started. */
  interface Command {
    List<String> line(Launch launch);
  }

  /**
   * @param port where a server listens, or where the server of a client listens
   * @param row null for a server that serves all of them
   * @param touched whether a JVM takes all memory of its heap when it starts, so that RSS does not grow with garbage
   */
  record Launch(int port, Row row, int loops, boolean touched) {
  }
}
