package io.github.vertxnghttp2.binding.jni;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * The array to which a native call copies its events. Each thread has one. If a listener calls another session while
 * the thread's array is in use, that call gets a new one.
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

  /**
   * The events of the call that returned {@code packed}. If the array was too small, it grows and they are copied
   * again.
   */
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
