package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordingClock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The latest requests that handlers of a Vert.x instance got over the event bus, from servers that record their
 * connections. At most {@value #MAX} are kept. They take 0.2 MB, and 1 MB if all have long ids and failures. Methods
 * may be called from any thread.
 */
public final class HandledRequests {
  /** How many are kept. Older ones are overwritten. */
  public static final int MAX = 1024;
  /** Characters of an id. A request with a longer one is not kept. */
  public static final int MAX_ID = 256;

  private final AtomicReferenceArray<HandledEntry.Kept> ring = new AtomicReferenceArray<>(MAX);
  /** How many there were, as unsigned number. */
  private final AtomicInteger count = new AtomicInteger();

  HandledRequests() {
  }

  /**
   * A handler got a request.
   *
   * @param id      {@code null} if the server does not record the connection
   * @param address that the handler listens at
   * @param nanos   {@link System#nanoTime} at which the message arrived
   */
  public HandledEntry received(String id, String address, long nanos) {
    if (id == null || id.length() > MAX_ID) {
      return HandledEntry.NONE;
    }
    HandledEntry.Kept entry = new HandledEntry.Kept(id, address, RecordingClock.at(nanos));
    ring.setRelease(count.getAndIncrement() & MAX - 1, entry);
    return entry;
  }

  /** Those that are kept, the oldest first. */
  public List<HandledRequest> all() {
    List<HandledRequest> all = new ArrayList<>();
    int next = count.get();
    for (int i = 0; i < MAX; i++) {
      HandledEntry.Kept entry = ring.getAcquire(next + i & MAX - 1);
      if (entry != null) {
        all.add(entry.read());
      }
    }
    return all;
  }
}
