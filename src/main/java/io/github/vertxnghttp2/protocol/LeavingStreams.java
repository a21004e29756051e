package io.github.vertxnghttp2.protocol;

import java.util.ArrayDeque;

/** Streams whose END_STREAM is in the output and may not have left it, in the order of the wire. */
final class LeavingStreams {
  private final ArrayDeque<Stream> streams = new ArrayDeque<>(4);
  private long added;

  void add(Stream stream) {
    streams.add(stream);
    added++;
  }

  int size() {
    return streams.size();
  }

  /** How many there have been. */
  long count() {
    return added;
  }

  /** The next of the first {@code count} that there have been, which leaves; {@code null} if they all have. */
  Stream poll(long count) {
    return added - streams.size() < count ? streams.poll() : null;
  }
}
