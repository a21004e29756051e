package io.github.vertxnghttp2.recording;

import java.util.List;

/**
 * What was recorded of one or more connections until a moment.
 *
 * @param title       what it is of, for people: such as the name of a node, or why it was made
 * @param takenAt     when it was made: microseconds since the epoch
 * @param connections in the order in which they were opened
 */
public record Recording(String title, long takenAt, List<RecordedConnection> connections) {
  public Recording {
    connections = List.copyOf(connections);
  }
}
