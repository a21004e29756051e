package io.github.vertxnghttp2.binding.jni;

/**
 * The native methods, named as the C functions that they stand for (nghttp2_ or vn_ left out). Sessions are handles
 * that the native side checks; for a stale one a call fails with {@code VN_ERR_CLOSED}.
 *
 * <p>Results of {@link #sessionMemRecv} and {@link #sessionMemSend} are packed: see {@link CallResult}.
 */
public final class Natives {
  private Natives() {
  }

  /** The number by which the Java classes recognize a library of another build: see abi.sh. */
  public static native int abi();

  /**
   * Binds the natives below, and those of {@link HpackNatives}.
   *
   * @throws NoSuchMethodError if the library's differ from them
   */
  public static native void register();

  /** Opens libnghttp2 unless that is done; {@code null}, or why it could not be opened. */
  public static native String open(String libraryPath);

  public static native String version();

  /** The version and patch level of a libnghttp2 that is part of the library; {@code null} if one has to be opened. */
  public static native String libraryBundled();

  /** The file of the libnghttp2 that was opened; {@code null} if there is none. */
  public static native String libraryFile();

  public static native int capabilities();

  public static native int versionNumber();

  public static native String strerror(int code);

  public static native String http2Strerror(int errorCode);

  public static native boolean isFatal(int code);

  /** @param what a number of {@code Wire.Check} */
  public static native boolean check(int what, byte[] text);

  /** Urgency, and incremental in bit 8; or an error. */
  public static native int extpriParsePriority(byte[] fieldValue);

  /** Where in the list of length-prefixed names the chosen one begins, or -1. */
  public static native int selectNextProtocol(byte[] offered);

  public static native int packSettingsPayload(int[] idsAndValues, byte[] payload);

  /** @param options pairs of id and value; the ids are those of {@code Wire.Option} */
  public static native long sessionNew(boolean server, int[] options);

  public static native boolean sessionDel(long session);

  /** @param time for {@link #sessionRecording}, in microseconds of any clock */
  public static native long sessionMemRecv(long session, long address, int length, long time, byte[] events);

  public static native long sessionMemSend(long session, byte[] commands, int commandsLength, long out, int outCapacity,
                                    int bodyBudget, long time, byte[] events);

  /** The events of this thread's last call, when the array given to it was too short. */
  public static native void events(byte[] into);

  /** Bytes that this thread's scratch memory has now, between two calls. */
  public static native long scratchKept();

  public static native int sessionUpgrade2(long session, byte[] settingsPayload, boolean headRequest);

  /** Whether the session had nothing to do. It does not know the interned texts any more then. */
  public static native boolean sessionRest(long session);

  /**
   * What was recorded, as {@code Wire.Recording} says; {@code null} if the session has no recorder. Does not wake a
   * session that rests.
   */
  public static native byte[] sessionRecording(long session, boolean frames);

  public static native long sessionGet(long session, int what, int streamId);

  public static native long memoryUsed();

  public static native long sessionsOpen();
}
