package io.github.vertxnghttp2.binding.jni;

import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.binding.wire.Wire.Result;
import io.github.vertxnghttp2.binding.wire.Wire.State;

/** Unpacks the result of a native call from a long: state, bytes of events and result, as wire.h has them. */
public final class CallResult {
  /** The state of a new session, which has been asked nothing yet: it wants to write. */
  public static final long BEFORE_THE_FIRST_CALL = (long) (State.WRITE | State.WANTED) << Result.STATE_SHIFT;

  private CallResult() {
  }

  public static int result(long packed) {
    return (int) packed;
  }

  public static int eventsLength(long packed) {
    return (int) (packed >>> Result.EVENTS_SHIFT) & Wire.Size.EVENTS_MAX;
  }

  public static boolean isPaused(long packed) {
    return (packed >>> Result.STATE_SHIFT & State.PAUSED) != 0;
  }

  public static boolean hasMore(long packed) {
    return (packed >>> Result.STATE_SHIFT & State.MORE) != 0;
  }

  public static boolean wantsWrite(long packed) {
    return (packed >>> Result.STATE_SHIFT & State.WRITE) != 0;
  }

  /** As if the call had said that the session wants to write. */
  public static long withWrite(long packed) {
    return packed | (long) State.WRITE << Result.STATE_SHIFT;
  }

  public static boolean wantsReadOrWrite(long packed) {
    return (packed >>> Result.STATE_SHIFT & State.WANTED) != 0;
  }

  public static boolean isInHeaderBlock(long packed) {
    return (packed >>> Result.STATE_SHIFT & State.IN_BLOCK) != 0;
  }
}
