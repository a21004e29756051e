package io.github.vertxnghttp2.doctor.exam;

/** How bad a finding is, from good to bad. */
public enum Verdict {
  /** Could not be looked at, or need not be. */
  SKIPPED,
  /** As it should be. */
  OK,
  /** Works, and is worth knowing. */
  NOTE,
  /** Works, but is slow or fails for some clients. */
  WARNING,
  /** Does not work, or breaks a rule. */
  PROBLEM;

  /** Whether this is worse than the other. */
  public boolean isWorseThan(Verdict other) {
    return compareTo(other) > 0;
  }
}
