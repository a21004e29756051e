package io.github.vertxnghttp2.binding.jni;

/** Takes apart what a native call packed into a long: state in bits 60–63, bytes of events in 32–59, result in 0–31. */
public final class CallResult {
  private static final int STATE_SHIFT = 60;
  private static final int PAUSED = 1;
  private static final int MORE = 1; // of the other call
  private static final int WRITE = 2;
  private static final int WANTED = 4;
  private static final int IN_BLOCK = 8;

  /** Of a new session: it wants to write. */
  public static final long BEFORE_THE_FIRST_CALL = (long) (WRITE | WANTED) << STATE_SHIFT;

  private CallResult() {
  }

  public static int result(long packed) {
    return (int) packed;
  }

  public static int eventsLength(long packed) {
    return (int) (packed >>> 32) & 0x0fffffff;
  }

  public static boolean isPaused(long packed) {
    return (packed >>> STATE_SHIFT & PAUSED) != 0;
  }

  public static boolean hasMore(long packed) {
    return (packed >>> STATE_SHIFT & MORE) != 0;
  }

  public static boolean wantsWrite(long packed) {
    return (packed >>> STATE_SHIFT & WRITE) != 0;
  }

  /** As if the call had said that the session wants to write. */
  public static long withWrite(long packed) {
    return packed | (long) WRITE << STATE_SHIFT;
  }

  public static boolean wantsReadOrWrite(long packed) {
    return (packed >>> STATE_SHIFT & WANTED) != 0;
  }

  public static boolean isInHeaderBlock(long packed) {
    return (packed >>> STATE_SHIFT & IN_BLOCK) != 0;
  }
}
