package io.github.vertxnghttp2.binding.jni;

import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.binding.wire.Wire.State;

/**
 * Unpacks the result of a native call from a long: state in bits 60 to 63, bytes of events in 32 to 59, result in 0
 * to 31.
 */
public final class CallResult {
  private static final int STATE_SHIFT = 60;

  /** The state of a new session, which has been asked nothing yet: it wants to write. */
  public static final long BEFORE_THE_FIRST_CALL = (long) (State.WRITE | State.WANTED) << STATE_SHIFT;

  private CallResult() {
  }

  public static int result(long packed) {
    return (int) packed;
  }

  public static int eventsLength(long packed) {
    return (int) (packed >>> 32) & Wire.Size.EVENTS_MAX;
  }

  public static boolean isPaused(long packed) {
    return (packed >>> STATE_SHIFT & State.PAUSED) != 0;
  }

  public static boolean hasMore(long packed) {
    return (packed >>> STATE_SHIFT & State.MORE) != 0;
  }

  public static boolean wantsWrite(long packed) {
    return (packed >>> STATE_SHIFT & State.WRITE) != 0;
  }

  /** As if the call had said that the session wants to write. */
  public static long withWrite(long packed) {
    return packed | (long) State.WRITE << STATE_SHIFT;
  }

  public static boolean wantsReadOrWrite(long packed) {
    return (packed >>> STATE_SHIFT & State.WANTED) != 0;
  }

  public static boolean isInHeaderBlock(long packed) {
    return (packed >>> STATE_SHIFT & State.IN_BLOCK) != 0;
  }
}
