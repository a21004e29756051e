package io.github.vertxnghttp2.protocol.stream;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;

import java.util.TreeMap;

/**
 * What a client says about the priorities of its requests, RFC 9218: by the priority field of a head, and by
 * PRIORITY_UPDATE frames, which may come before the head. Belongs to the event loop.
 */
public final class PrioritySignals {
  /** The name of the field. */
  public static final String FIELD = "priority";
  /** The frames of so many streams that are not open are kept, if MAX_CONCURRENT_STREAMS does not allow fewer. */
  static final int MAX_IDLE = 1000;

  /** The last priority of each idle stream that has one; {@code null} while there was none. */
  private TreeMap<Integer, Priority> idle;
  private int lastRequest;
  private boolean any;

  /** Whether the client has sent any signal on this connection. Until then, it may not know the scheme. */
  public boolean any() {
    return any;
  }

  /** The client knows the scheme. */
  public void found() {
    any = true;
  }

  /** Whether no request of this id was received yet. */
  public boolean isIdle(int streamId) {
    return streamId > lastRequest;
  }

  /** Number of idle streams with a priority. */
  public int idleStreams() {
    return idle == null ? 0 : idle.size();
  }

  /** Whether an idle stream has a priority. */
  public boolean isKept(int streamId) {
    return idle != null && idle.containsKey(streamId);
  }

  /** Keeps the priority of an idle stream until its head is received. */
  public void keep(int streamId, Priority priority) {
    if (idle == null) {
      idle = new TreeMap<>();
    }
    if (idle.size() < MAX_IDLE || idle.containsKey(streamId)) {
      idle.put(streamId, priority);
    }
  }

  /**
   * The head of a request was received.
   *
   * @return its priority; {@code null} if the client has sent none. A frame that came before the head counts more than
   *   the field of the head (RFC 9218 section 7)
   */
  public Priority begin(int streamId, HeaderList head) {
    lastRequest = streamId;
    Priority kept = idle == null ? null : takeKept(streamId);
    String field = field(head);
    if (field != null) {
      any = true;
    }
    return kept != null ? kept : field == null ? null : Priority.parse(field);
  }

  /** The head or the trailers of a request were refused. Its stream is not idle. */
  public void refused(int streamId) {
    lastRequest = Math.max(lastRequest, streamId);
    if (idle != null) {
      takeKept(streamId);
    }
  }

  /** Idle streams of lower ids are closed now, RFC 9113 section 5.1.1. */
  private Priority takeKept(int streamId) {
    Priority kept = idle.get(streamId);
    idle.headMap(streamId, true).clear();
    return kept;
  }

  /** The value of the priority field, or {@code null}. The lines of a field are one list, RFC 9110 section 5.2. */
  public static String field(HeaderList head) {
    String value = null;
    for (int i = 0; i < head.size(); i++) {
      String name = head.name(i);
      if (name.length() == FIELD.length() && name.equalsIgnoreCase(FIELD)) {
        value = value == null ? head.value(i) : value + ", " + head.value(i);
      }
    }
    return value;
  }
}
