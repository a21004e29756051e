package io.github.vertxnghttp2.protocol;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

import java.util.ArrayList;
import java.util.List;

/** The streams of a connection that have an id and are not closed. */
final class OpenStreams {
  private final IntObjectMap<Stream> byId = new IntObjectHashMap<>(16);
  /** How many of them the server has promised. */
  private int pushes;
  private long opened;
  private long unreadBytes;

  Stream get(int streamId) {
    return byId.get(streamId);
  }

  Stream add(Stream stream) {
    byId.put(stream.id(), stream);
    opened++;
    pushes += isPushed(stream.id()) ? 1 : 0;
    return stream;
  }

  Stream remove(int streamId) {
    Stream stream = byId.remove(streamId);
    if (stream != null && isPushed(streamId)) {
      pushes--;
    }
    return stream;
  }

  /** Removes all streams, and returns them. */
  List<Stream> clear() {
    List<Stream> open = new ArrayList<>(byId.values());
    byId.clear();
    pushes = 0;
    return open;
  }

  int size() {
    return byId.size();
  }

  /** How many streams were added so far. */
  long opened() {
    return opened;
  }

  int pushes() {
    return pushes;
  }

  Iterable<Stream> all() {
    return byId.values();
  }

  long unreadBytes() {
    return unreadBytes;
  }

  void changeUnread(long by) {
    unreadBytes += by;
  }

  /** Whether a server opens streams of this id, RFC 9113 section 5.1.1. */
  static boolean isPushed(int streamId) {
    return (streamId & 1) == 0;
  }
}
