package io.github.vertxnghttp2.recording.diagnosis;

/** How much a finding matters. */
public enum Severity {
  /** Requests failed, or a connection was closed. */
  ERROR,
  /** Time is lost. */
  WARNING,
  /** Something is unusual, and may be intended. */
  NOTE
}
