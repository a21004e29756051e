package io.github.vertxnghttp2.recording;

/**
 * A time for which a stream waited.
 *
 * @param from     microseconds since the epoch
 * @param to       microseconds since the epoch; {@link #STILL} if it waited when the recording was made
 * @param streamId 0 for all streams of the connection
 * @param reason   what it waited for
 */
public record RecordedWait(long from, long to, int streamId, Wait reason) {
  /** In place of an end. */
  public static final long STILL = Long.MAX_VALUE;

  /** Whether it waited when the recording was made. */
  public boolean isOpen() {
    return to == STILL;
  }
}
