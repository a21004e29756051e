package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.ArrayDeque;

/** Requests that wait for the peer's SETTINGS or for a free stream, first in first out. */
final class PendingRequests {

  record Pending(Stream stream, HeaderList head, boolean endStream) {
  }

  private final ArrayDeque<Pending> queue = new ArrayDeque<>();

  void add(Pending pending) {
    queue.add(pending);
  }

  Pending poll() {
    return queue.poll();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  boolean remove(Stream stream) {
    return queue.removeIf(pending -> pending.stream == stream);
  }
}
