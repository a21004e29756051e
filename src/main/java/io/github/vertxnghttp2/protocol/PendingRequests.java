package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.ArrayDeque;
import java.util.List;

/** Requests that wait for the peer's SETTINGS or for a free stream, first in first out. */
final class PendingRequests {

  record Pending(Stream stream, HeaderList head, boolean endStream) {
  }

  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  /** A field of its own: metrics read it from other threads. */
  private int size;

  void add(Pending pending) {
    queue.add(pending);
    size = queue.size();
  }

  Pending poll() {
    Pending next = queue.poll();
    size = queue.size();
    return next;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return size;
  }

  /** All streams, which wait no longer. */
  List<Stream> clear() {
    List<Stream> streams = queue.stream().map(Pending::stream).toList();
    queue.clear();
    size = 0;
    return streams;
  }

  boolean remove(Stream stream) {
    boolean removed = queue.removeIf(pending -> pending.stream == stream);
    size = queue.size();
    return removed;
  }
}
