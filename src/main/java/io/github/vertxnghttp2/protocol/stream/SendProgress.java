package io.github.vertxnghttp2.protocol.stream;

/**
 * How far this side's message on a stream has come. A message whose head ends it goes from {@link #WAITING} to
 * {@link #ENDED} at once.
 *
 * <pre>{@code
 * WAITING -> STARTED -> ENDED -> WRITTEN -> SENT
 * }</pre>
 */
public enum SendProgress {
  /** Nothing was submitted. */
  WAITING,
  /** The head was submitted. */
  STARTED,
  /** The end was submitted. On a promised stream, a client begins here: it sends nothing. */
  ENDED,
  /** The frame with END_STREAM was written to the connection's output. */
  WRITTEN,
  /** The output has passed on the frame with END_STREAM. */
  SENT;

  /** Whether the application can add nothing to the message. */
  public boolean isEnded() {
    return compareTo(ENDED) >= 0;
  }
}
