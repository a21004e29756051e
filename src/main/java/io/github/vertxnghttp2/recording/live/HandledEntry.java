package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordingClock;

/**
 * What became of a request that a handler got. One thread at a time may call it. This one is for requests that nobody
 * follows.
 */
public class HandledEntry {
  /** Of all requests that nobody follows. */
  public static final HandledEntry NONE = new HandledEntry();

  private HandledEntry() {
  }

  /** The handler has sent the head of the response. Later calls do nothing. */
  public void responded(int status) {
  }

  /** The exchange has ended. Later calls do nothing. */
  public void ended() {
  }

  /** The handler has sent the whole response, and the exchange has ended. Later calls do nothing. */
  public void replied(int status) {
  }

  /** The exchange has ended, or is about to end, without a whole response. Keeps the first reason. */
  public void failed(String why) {
  }

  /** One that is kept. Other threads read it. */
  static final class Kept extends HandledEntry {
    /** Characters of a reason. The rest is cut off. */
    static final int MAX_FAILURE = 200;

    private final String id;
    private final String address;
    private final long receivedAt;
    private int status;
    private String failure;
    /** Written after {@link #status}. */
    private volatile long responseHeadAt;
    /** Written after {@link #failure}. */
    private volatile long endAt;

    Kept(String id, String address, long receivedAt) {
      this.id = id;
      this.address = address;
      this.receivedAt = receivedAt;
    }

    @Override
    public void responded(int code) {
      if (responseHeadAt == 0 && endAt == 0) {
        status = code;
        responseHeadAt = RecordingClock.now();
      }
    }

    @Override
    public void ended() {
      if (endAt == 0) {
        endAt = RecordingClock.now();
      }
    }

    @Override
    public void replied(int code) {
      if (endAt == 0) {
        long now = RecordingClock.now();
        if (responseHeadAt == 0) {
          status = code;
          responseHeadAt = now;
        }
        endAt = now;
      }
    }

    @Override
    public void failed(String why) {
      if (endAt == 0 && failure == null) {
        failure = why == null ? "" : why.length() > MAX_FAILURE ? why.substring(0, MAX_FAILURE) : why;
        ended();
      }
    }

    HandledRequest read() {
      long end = endAt;
      long head = responseHeadAt;
      return new HandledRequest(id, address, receivedAt, head, end, head == 0 ? 0 : status, end == 0 ? null : failure);
    }
  }
}
