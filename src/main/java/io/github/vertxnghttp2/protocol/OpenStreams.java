package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.protocol.stream.StallClock;
import io.netty.util.collection.IntCollections;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

import java.util.ArrayList;
import java.util.List;

/** The streams of a connection that have an id and are not closed. */
final class OpenStreams {
  private static final int FIRST_CAPACITY = 16;

  /** The empty map of Netty until it is needed. */
  private IntObjectMap<Stream> byId = IntCollections.emptyMap();
  /** How many of them the server has promised. */
  private int pushes;
  private long opened;
  private long unreadBytes;
  private long bytesSent;
  private StallClock stallClock;

  Stream get(int streamId) {
    return byId.get(streamId);
  }

  Stream add(Stream stream) {
    if (byId == IntCollections.<Stream>emptyMap()) {
      byId = new IntObjectHashMap<>(FIRST_CAPACITY);
    }
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

  /** Gives back memory while no streams are open. */
  void rest() {
    if (byId.isEmpty()) {
      byId = IntCollections.emptyMap();
    }
  }

  /** Removes all streams, and returns them. */
  List<Stream> clear() {
    List<Stream> open = new ArrayList<>(byId.values());
    byId = IntCollections.emptyMap();
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

  /** Whether all of them wait only for {@link EndsInOutput#sent}. */
  boolean onlyOutputIsLeft() {
    for (Stream stream : byId.values()) {
      if (stream.pendingClose() == null) {
        return false;
      }
    }
    return true;
  }

  long unreadBytes() {
    return unreadBytes;
  }

  void changeUnread(long by) {
    unreadBytes += by;
  }

  /** Bytes of bodies that were sent so far, but for small bodies that the library has a copy of. */
  long bytesSent() {
    return bytesSent;
  }

  void countSent(int bytes) {
    bytesSent += bytes;
  }

  /** Of all bodies together. Created when it is first asked for. */
  StallClock stallClock() {
    if (stallClock == null) {
      stallClock = new StallClock();
    }
    return stallClock;
  }

  /** Whether a server opens streams of this id, RFC 9113 section 5.1.1. */
  static boolean isPushed(int streamId) {
    return (streamId & 1) == 0;
  }
}
