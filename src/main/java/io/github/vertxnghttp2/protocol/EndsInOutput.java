package io.github.vertxnghttp2.protocol;

import java.util.ArrayDeque;

/**
 * Streams whose END_STREAM was written to the connection's output, until the output has sent it; in the order
 * written.
 */
final class EndsInOutput {
  private final ArrayDeque<Stream> streams = new ArrayDeque<>(4);
  private long written;

  void add(Stream stream) {
    streams.add(stream);
    written++;
  }

  int size() {
    return streams.size();
  }

  /** How many streams were added so far. */
  long written() {
    return written;
  }

  /** Takes out the next of the first {@code count} streams that were added; {@code null} if they are all out. */
  Stream poll(long count) {
    return written - streams.size() < count ? streams.poll() : null;
  }
}
