package io.github.vertxnghttp2.binding;

import java.util.EnumSet;
import java.util.Set;

/** The libnghttp2 that was found at run time. */
public final class Nghttp2 {

  /** Functions that only newer or patched libraries have. */
  public enum Capability {
    /** nghttp2_option_set_stream_reset_rate_limit */
    STREAM_RESET_RATE_LIMIT,
    /** nghttp2_option_set_max_continuations */
    MAX_CONTINUATIONS,
    /** nghttp2_option_set_glitch_rate_limit */
    GLITCH_RATE_LIMIT,
    /** nghttp2_extpri_parse_priority */
    PRIORITY_PARSER
  }

  private Nghttp2() {
  }

  /**
   * Loads the library if that has not been done.
   *
   * @return its version, such as {@code 1.52.0} (nghttp2_version)
   * @throws NativeLibraryException if it or the JNI library cannot be loaded
   */
  public static String version() {
    NativeLibrary.load();
    return Natives.version();
  }

  /** Which optional functions the library has. */
  public static Set<Capability> capabilities() {
    NativeLibrary.load();
    int bits = Natives.capabilities();
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      if ((bits & 1 << capability.ordinal()) != 0) {
        found.add(capability);
      }
    }
    return found;
  }

  /** What a library error means (nghttp2_strerror, and the binding's own errors below -2000). */
  public static String strerror(int libraryError) {
    LibraryError known = LibraryError.of(libraryError);
    if (known != null && known.isOfBinding()) {
      return known.text();
    }
    NativeLibrary.load();
    return Natives.strerror(libraryError);
  }

  /** Native bytes that all open sessions hold, libnghttp2's own included. */
  public static long memoryUsed() {
    NativeLibrary.load();
    return Natives.memoryUsed();
  }

  /** Number of sessions that were opened and not closed. */
  public static long sessionsOpen() {
    NativeLibrary.load();
    return Natives.sessionsOpen();
  }
}
