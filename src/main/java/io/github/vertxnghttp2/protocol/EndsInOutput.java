package io.github.vertxnghttp2.protocol;

import java.util.ArrayDeque;

/**
 * Streams whose END_STREAM was written to the connection's output, until the output has sent it; in the order
 * written.
 */
public final class EndsInOutput {
  private final ConnectionEvents events;
  private final ConnectionEndTracker end;
  private final ArrayDeque<Stream> streams = new ArrayDeque<>(4);
  private long written;

  EndsInOutput(ConnectionEvents events, ConnectionEndTracker end) {
    this.events = events;
    this.end = end;
  }

  void add(Stream stream) {
    streams.add(stream);
    written++;
  }

  /** How many of {@link #written} the output has not sent yet: {@link #sent} was not called for them. */
  public int size() {
    return streams.size();
  }

  /** For how many streams END_STREAM was written to the output so far. */
  public long written() {
    return written;
  }

  /**
   * The output has sent all bytes of the first {@code count} streams, counted as in {@link #written}. Notifies their
   * listeners, and closes the streams that the peer has ended too.
   */
  public void sent(long count) {
    for (Stream stream; !end.isClosed() && (stream = poll(count)) != null; ) {
      events.onSent(stream);
    }
  }

  /** Takes out the next of the first {@code count} streams that were added; {@code null} if they are all out. */
  private Stream poll(long count) {
    return written - streams.size() < count ? streams.poll() : null;
  }
}
