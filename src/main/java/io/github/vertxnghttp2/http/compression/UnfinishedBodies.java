package io.github.vertxnghttp2.http.compression;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bodies that were received whole and not read: their streams are closed in HTTP/2, and open for the application.
 * Belongs to the event loop.
 */
public final class UnfinishedBodies {
  /** At a server, an application that never reads the requests to which it responds keeps them here. */
  private static final int MAX = 100;

  /** A body, and what to do if it is dropped. */
  private record Body(DecompressedBody body, Runnable dropped) {
    void drop() {
      body.close();
      dropped.run();
    }
  }

  private final Map<Integer, Body> bodies = new LinkedHashMap<>(0);

  /**
   * Keeps a body until it is read. If there are too many of them, the oldest one is dropped.
   *
   * @param dropped called if it is dropped
   */
  public void add(int streamId, DecompressedBody body, Runnable dropped) {
    bodies.put(streamId, new Body(body, dropped));
    if (bodies.size() > MAX) {
      drop(bodies.keySet().iterator().next());
    }
  }

  /** The body was read. */
  public void remove(int streamId) {
    bodies.remove(streamId);
  }

  /** The application has taken so many bytes. */
  public void consumed(int streamId, int bytes) {
    Body body = bodies.get(streamId);
    if (body != null) {
      body.body.consumed(bytes);
    }
  }

  /** @return whether there was such a body */
  public boolean drop(int streamId) {
    Body body = bodies.remove(streamId);
    if (body != null) {
      body.drop();
    }
    return body != null;
  }
}
