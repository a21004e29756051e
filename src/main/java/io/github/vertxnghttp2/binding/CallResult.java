package io.github.vertxnghttp2.binding;

/** Takes apart what a native call packed into a long: state in bits 60–63, bytes of events in 32–59, result in 0–31. */
final class CallResult {
  private static final int PAUSED = 1;
  private static final int MORE = 1; // of the other call
  private static final int WRITE = 2;
  private static final int WANTED = 4;
  private static final int IN_BLOCK = 8;

  private CallResult() {
  }

  static int result(long packed) {
    return (int) packed;
  }

  static int eventsLength(long packed) {
    return (int) (packed >>> 32) & 0x0fffffff;
  }

  static boolean isPaused(long packed) {
    return (packed >>> 60 & PAUSED) != 0;
  }

  static boolean hasMore(long packed) {
    return (packed >>> 60 & MORE) != 0;
  }

  static boolean wantsWrite(long packed) {
    return (packed >>> 60 & WRITE) != 0;
  }

  static boolean wantsReadOrWrite(long packed) {
    return (packed >>> 60 & WANTED) != 0;
  }

  static boolean isInHeaderBlock(long packed) {
    return (packed >>> 60 & IN_BLOCK) != 0;
  }
}
