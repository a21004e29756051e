package io.github.vertxnghttp2.binding;

/**
 * The native methods, named as the C functions that they stand for (nghttp2_ or vn_ left out). Sessions are handles that
 * the native side checks; a stale one is answered with {@link #CLOSED}.
 *
 * <p>Results of {@link #sessionMemRecv} and {@link #sessionMemSend} are packed: see {@link CallResult}.
 */
final class Natives {
  static final int CLOSED = -2001;

  static final int GET_NEXT_STREAM_ID = 1;
  static final int GET_LAST_PROC_STREAM_ID = 2;
  static final int GET_OUTBOUND_QUEUE_SIZE = 3;
  static final int GET_REMOTE_WINDOW_SIZE = 4;
  static final int GET_LOCAL_WINDOW_SIZE = 5;
  static final int GET_EFFECTIVE_RECV_DATA_LENGTH = 6;
  static final int GET_OPEN_STREAMS = 7;
  static final int GET_REQUEST_ALLOWED = 8;
  static final int GET_HD_INFLATE_TABLE_SIZE = 9;
  static final int GET_HD_DEFLATE_TABLE_SIZE = 10;
  static final int GET_STREAM_STATE = 11;
  static final int GET_FIND_STREAM = 12;
  static final int GET_EFFECTIVE_LOCAL_WINDOW_SIZE = 13;
  static final int GET_LOCAL_CLOSE = 14;
  static final int GET_REMOTE_CLOSE = 15;
  static final int GET_LOCAL_SETTING = 16;
  static final int GET_REMOTE_SETTING = 17;
  static final int GET_PRIORITY = 18;
  static final int GET_INTERNED_BYTES = 19;
  static final int GET_INTERN_EVICTIONS = 20;

  private Natives() {
  }

  /** By which {@link NativeLibrary} knows a library of another build: see abi.sh. */
  static native int abi();

  /**
   * Binds the natives below, and those of {@link HpackNatives}.
   *
   * @throws NoSuchMethodError if the library's differ from them
   */
  static native void register();

  /** Opens libnghttp2 unless that is done; {@code null}, or why it could not be opened. */
  static native String open(String libraryPath);

  static native String version();

  static native int capabilities();

  static native int versionNumber();

  static native String strerror(int code);

  static native String http2Strerror(int errorCode);

  static native boolean isFatal(int code);

  /** @param what a number of the enum in jni.c */
  static native boolean check(int what, byte[] text);

  /** Urgency, and incremental in bit 8; or an error. */
  static native int extpriParsePriority(byte[] fieldValue);

  /** Where in the list of length-prefixed names the chosen one begins, or -1. */
  static native int selectNextProtocol(byte[] offered);

  static native int packSettingsPayload(int[] idsAndValues, byte[] payload);

  /** @param options pairs of id and value; the ids are in vertx_nghttp2.h */
  static native long sessionNew(boolean server, int[] options);

  static native boolean sessionDel(long session);

  static native long sessionMemRecv(long session, long address, int length, byte[] events);

  static native long sessionMemSend(long session, byte[] commands, int commandsLength, long out, int outCapacity,
                                    int bodyBudget, byte[] events);

  /** The events of this thread's last call, when the array given to it was too short. */
  static native void events(byte[] into);

  /** Bytes that this thread's scratch memory has now, between two calls. */
  static native long scratchKept();

  static native int sessionUpgrade2(long session, byte[] settingsPayload, boolean headRequest);

  static native long sessionGet(long session, int what, int streamId);

  static native long memoryUsed();

  static native long sessionsOpen();
}
