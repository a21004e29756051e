package io.github.vertxnghttp2.recording.diagnosis;

import java.util.Objects;

/**
 * A cause of lost time or of an error.
 *
 * @param code        which cause
 * @param severity    how much it matters
 * @param streamId    0 if it is about the connection
 * @param text        one or more sentences for people: the cause in numbers, and what to change. It may contain text of
 *                    the peer
 * @param setting     the name of the setting to change; {@code null} if no setting helps
 * @param from        when it began: microseconds since the epoch
 * @param to          when it ended, or when the recording was made
 * @param explained   how much time of requests it explains: microseconds. Streams that wait at the same time count each
 */
public record Finding(FindingCode code, Severity severity, int streamId, String text, String setting, long from,
  long to, long explained) {
  public Finding {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(text, "text");
  }

  /** The anchor in the guide's chapter of diagnoses that explains it. */
  public String guideAnchor() {
    return code.anchor();
  }
}
