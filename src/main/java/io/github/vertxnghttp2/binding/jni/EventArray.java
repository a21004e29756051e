package io.github.vertxnghttp2.binding.jni;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * The array that a native call copies its events to. One is kept for each thread; a call made while another session's
 * events are being read gets one of its own.
 */
public final class EventArray {
  private static final int CAPACITY = 16 << 10;
  private static final int KEPT_CAPACITY = 512 << 10;

  private static final FastThreadLocal<EventArray> OF_THREAD = new FastThreadLocal<>() {
    @Override
    protected EventArray initialValue() {
      return new EventArray();
    }
  };

  private byte[] bytes = new byte[CAPACITY];
  private boolean taken;

  private EventArray() {
  }

  public static EventArray take() {
    EventArray ofThread = OF_THREAD.get();
    EventArray array = ofThread.taken ? new EventArray() : ofThread;
    array.taken = true;
    return array;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The events of the call that returned {@code packed}, fetched again if there were too many. */
  public byte[] filled(long packed) {
    int length = CallResult.eventsLength(packed);
    if (length > bytes.length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
      Natives.events(bytes);
    }
    return bytes;
  }

  public void release() {
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[CAPACITY];
    }
    taken = false;
  }
}
