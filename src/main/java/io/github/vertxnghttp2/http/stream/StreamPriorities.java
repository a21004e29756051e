package io.github.vertxnghttp2.http.stream;

import io.github.vertxnghttp2.frame.PrioritySpec;
import io.vertx.core.http.StreamPriority;

/** The priorities of RFC 7540 section 5.3 of a connection's streams, as Vert.x and as the engine have them. */
public final class StreamPriorities {
  private static final StreamPriority DEFAULT = new StreamPriority();

  private int announcedFor;
  private StreamPriority announced;

  public static StreamPriority received(PrioritySpec priority) {
    return new StreamPriority().setDependency(priority.streamDependency()).setWeight((short) priority.weight())
      .setExclusive(priority.exclusive());
  }

  /**
   * The priority for a head.
   *
   * @return {@code null} if it says nothing, or if the stream would depend on itself
   */
  public static PrioritySpec ofHead(int streamId, StreamPriority priority) {
    return DEFAULT.equals(priority) ? null : ofFrame(streamId, priority);
  }

  /**
   * The priority for a PRIORITY frame.
   *
   * @return {@code null} if the stream would depend on itself
   */
  public static PrioritySpec ofFrame(int streamId, StreamPriority priority) {
    return priority.getDependency() == streamId ? null
      : new PrioritySpec(priority.getDependency(), priority.getWeight(), priority.isExclusive());
  }

  /** The head that opens a stream is received next, and has this priority. */
  public void announce(int streamId, PrioritySpec priority) {
    announcedFor = streamId;
    announced = received(priority);
  }

  /** The priority of the head that has opened the stream, or {@code null}. */
  public StreamPriority take(int streamId) {
    StreamPriority taken = announcedFor == streamId ? announced : null;
    announced = null;
    return taken;
  }
}
