package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests that wait for the peer's SETTINGS or for a free stream, first in first out. */
final class PendingRequests {

  /**
   * @param priority {@code null} for none
   * @param trailers {@code null} if there are none so far
   */
  record Pending(Stream stream, HeaderList head, PrioritySpec priority, boolean endStream, HeaderList trailers) {
  }

  private final Map<Stream, Pending> queue = new LinkedHashMap<>();
  /** Metrics read it from other threads, which must not touch the queue. */
  private int size;

  void add(Pending pending) {
    queue.put(pending.stream, pending);
    size = queue.size();
  }

  void keepTrailers(Stream stream, HeaderList trailers) {
    queue.computeIfPresent(stream, (key, waiting) ->
      new Pending(stream, waiting.head, waiting.priority, waiting.endStream, trailers));
  }

  Pending poll() {
    Iterator<Pending> first = queue.values().iterator();
    if (!first.hasNext()) {
      return null;
    }
    Pending next = first.next();
    first.remove();
    size = queue.size();
    return next;
  }

  /** Those that wait, in order. */
  Iterable<Stream> streams() {
    return queue.keySet();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return size;
  }

  /** Removes all requests, and returns their streams. */
  List<Stream> clear() {
    List<Stream> streams = List.copyOf(queue.keySet());
    queue.clear();
    size = 0;
    return streams;
  }

  boolean remove(Stream stream) {
    boolean removed = queue.remove(stream) != null;
    size = queue.size();
    return removed;
  }
}
