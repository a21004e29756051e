package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.LeakReport;
import io.github.vertxnghttp2.binding.jni.NativeUse;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.recording.RecordingClock;

import java.util.Objects;

/** The native session of a {@link Session}: its handle, and the native calls that take it, one thread at a time. */
final class NativeSession {
  final NativeUse use = new NativeUse("session");
  private final SessionType type;
  /** 0 after {@link #close}. */
  private long handle;
  private LeakReport leak;
  private long readsAndWrites;
  private boolean resting;
  private final boolean recorded;
  /** Of the last {@link #read} or {@link #write}. */
  private long time;

  NativeSession(SessionType type, long handle, boolean recorded) {
    this.type = type;
    this.handle = handle;
    this.recorded = recorded;
  }

  static NativeSession open(SessionType type, SessionOptions options) {
    Objects.requireNonNull(type, "type");
    NativeLibrary.load();
    long handle = Natives.sessionNew(type == SessionType.SERVER, options.pairs());
    if (handle <= 0) {
      throw new SessionException("cannot open a session", (int) handle);
    }
    NativeSession session = new NativeSession(type, handle, options.recorderBytes() > 0);
    session.leak = LeakReport.watch(session, "Session");
    return session;
  }

  SessionType type() {
    return type;
  }

  boolean isClosed() {
    return handle == 0;
  }

  /** How often {@link #read} and {@link #write} were called. */
  long readsAndWrites() {
    return readsAndWrites;
  }

  /**
   * Keeps other threads out until {@link #read} or {@link #write}, one of which must follow.
   *
   * @throws IllegalStateException if the session is closed or another thread is in a native call
   */
  void begin() {
    use.begin();
    if (handle == 0) {
      use.end();
      checkOpen();
    }
    resting = false;
  }

  /** @return packed as CallResult says */
  long read(long address, int length, byte[] events) {
    readsAndWrites++;
    try {
      return Natives.sessionMemRecv(handle, address, length, clock(), events);
    } finally {
      use.end();
    }
  }

  /** @return packed as CallResult says */
  long write(byte[] commands, int commandsLength, long address, int capacity, int bodyBudget, byte[] events) {
    readsAndWrites++;
    try {
      return Natives.sessionMemSend(handle, commands, commandsLength, address, capacity, bodyBudget, clock(),
        events);
    } finally {
      use.end();
    }
  }

  private long clock() {
    if (recorded) {
      time = RecordingClock.now();
    }
    return time;
  }

  /** The time of the last {@link #read} or {@link #write}, if the session has a recorder. */
  long time() {
    return time;
  }

  /** What was recorded; {@code null} without a recorder. A session that rests is not woken. */
  byte[] recording(boolean frames) {
    use.begin();
    try {
      checkOpen();
      return Natives.sessionRecording(handle, frames);
    } finally {
      use.end();
    }
  }

  /** @param question a number of {@code Wire.Query} */
  long get(int question, int streamId) {
    begin();
    try {
      return Natives.sessionGet(handle, question, streamId);
    } finally {
      use.end();
    }
  }

  /** @return whether native memory was given back, and the interned texts were forgotten */
  boolean rest() {
    begin();
    try {
      resting = Natives.sessionRest(handle);
      return resting;
    } finally {
      use.end();
    }
  }

  /** Whether {@link #rest} was the last call, and gave back memory. */
  boolean isResting() {
    return resting;
  }

  /** @return 0, or a library error */
  int upgrade(byte[] settingsPayload, boolean headRequest) {
    begin();
    try {
      return Natives.sessionUpgrade2(handle, settingsPayload, headRequest);
    } finally {
      use.end();
    }
  }

  void close() {
    use.begin();
    try {
      if (handle != 0) {
        Natives.sessionDel(handle);
        handle = 0;
        leak.closed();
      }
    } finally {
      use.end();
    }
  }

  void checkServer(String what) {
    checkOpen();
    if (type == SessionType.CLIENT) {
      throw new IllegalStateException("a client session cannot " + what);
    }
  }

  void checkOpen() {
    if (handle == 0) {
      throw new IllegalStateException("the session is closed");
    }
  }
}
