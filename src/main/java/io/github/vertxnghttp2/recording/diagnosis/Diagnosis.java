package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.RecordedConnection;

import java.util.List;

/** Why a connection and its streams are slow. */
public final class Diagnosis {
  private Diagnosis() {
  }

  /**
   * What is found in a recording, the most important first.
   *
   * @param now when the recording was made: microseconds since the epoch
   */
  public static List<Finding> of(RecordedConnection connection, long now) {
    return List.of();
  }
}
