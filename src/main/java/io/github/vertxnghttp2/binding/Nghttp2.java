package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.checks.SettingsEntries;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.Priority;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The libnghttp2 that runs, and its functions that need no session. Each method loads it if necessary.
 */
public final class Nghttp2 {
  /** Functions that only newer or patched libraries have. */
  public enum Capability {
    /** nghttp2_option_set_stream_reset_rate_limit */
    STREAM_RESET_RATE_LIMIT(Wire.Capability.STREAM_RESET_RATE_LIMIT, "1.57.0"),
    /** nghttp2_option_set_max_continuations */
    MAX_CONTINUATIONS(Wire.Capability.MAX_CONTINUATIONS, "1.61.0"),
    /** nghttp2_option_set_glitch_rate_limit */
    GLITCH_RATE_LIMIT(Wire.Capability.GLITCH_RATE_LIMIT, "1.67.0"),
    /** nghttp2_extpri_parse_priority */
    PRIORITY_PARSER(Wire.Capability.PRIORITY_PARSER, "1.59.0"),
    /** nghttp2_option_set_max_outbound_queue_size */
    MAX_OUTBOUND_QUEUE_SIZE(Wire.Capability.MAX_OUTBOUND_QUEUE_SIZE, "1.71.0"),
    /** nghttp2_session_get_extpri_stream_priority */
    STREAM_PRIORITY(Wire.Capability.STREAM_PRIORITY, "1.59.0");

    private final int bit;
    private final String since;

    Capability(int bit, String since) {
      this.bit = bit;
      this.since = since;
    }

    /** The first version of libnghttp2 that has it; distributions put some into older ones. */
    public String since() {
      return since;
    }
  }

  /**
   * Which libnghttp2 runs. Its text is one line for a log: {@code system /usr/lib/x86_64-linux-gnu/libnghttp2.so.14,
   * 1.52.0}, or {@code bundled 1.52.0-1+deb12u3}.
   *
   * @param bundled whether it is part of the JNI library ({@code native-libs/build.sh --bundled}), and not opened at
   *   run time
   * @param version of a bundled one that of the source package, which has the patch level; otherwise that of
   *   nghttp2_version, which knows of no patches
   * @param file that was opened; {@code null} for a bundled one
   */
  public record Library(boolean bundled, String version, String file) {

    @Override
    public String toString() {
      return bundled ? "bundled " + version : "system " + file + ", " + version;
    }
  }

  private Nghttp2() {
  }

  /**
   * Which library runs, and with which patch level.
   *
   * @throws NativeLibraryException if it or the JNI library cannot be loaded
   */
  public static Library library() {
    NativeLibrary.load();
    String bundled = Natives.libraryBundled();
    return new Library(bundled != null, bundled != null ? bundled : Natives.version(), Natives.libraryFile());
  }

  /**
   * The version, such as {@code 1.52.0} (nghttp2_version).
   *
   * @throws NativeLibraryException if it or the JNI library cannot be loaded
   */
  public static String version() {
    NativeLibrary.load();
    return Natives.version();
  }

  /** The version as a number: 0x013400 for 1.52.0 (nghttp2_version). */
  public static int versionNumber() {
    NativeLibrary.load();
    return Natives.versionNumber();
  }

  /** Which optional functions the library has; unmodifiable. */
  public static Set<Capability> capabilities() {
    NativeLibrary.load();
    return Found.CAPABILITIES;
  }

  /** Initialized when it is first used, after the library was loaded. */
  private static final class Found {
    static final Set<Capability> CAPABILITIES = capabilities(Natives.capabilities());

    private static Set<Capability> capabilities(int bits) {
      Set<Capability> found = EnumSet.noneOf(Capability.class);
      for (Capability capability : Capability.values()) {
        if ((bits & capability.bit) != 0) {
          found.add(capability);
        }
      }
      return Collections.unmodifiableSet(found);
    }
  }

  static void require(Capability capability) {
    if (!capabilities().contains(capability)) {
      throw new UnsupportedOperationException(capability + " needs libnghttp2 " + capability.since + "; " + version()
        + " was found");
    }
  }

  // --- errors ---

  /** What a library error means (nghttp2_strerror, and the binding's own errors below -2000). */
  public static String strerror(int libraryError) {
    LibraryError known = LibraryError.of(libraryError);
    if (known != null && known.isOfBinding()) {
      return known.text();
    }
    NativeLibrary.load();
    return Natives.strerror(libraryError);
  }

  /** The name of an error code of RFC 9113 section 7 (nghttp2_http2_strerror); {@code unknown} for others. */
  public static String http2Strerror(int errorCode) {
    NativeLibrary.load();
    return Natives.http2Strerror(errorCode);
  }

  /** Whether a session is lost after this library error (nghttp2_is_fatal). */
  public static boolean isFatal(int libraryError) {
    NativeLibrary.load();
    return Natives.isFatal(libraryError);
  }

  // --- checks: whether a text is well-formed; its chars are octets ---

  /** nghttp2_check_header_name: in lower case, a colon in front of it allowed. */
  public static boolean checkHeaderName(String name) {
    return check(Wire.Check.HEADER_NAME, name);
  }

  /** nghttp2_check_header_value_rfc9113: no space or tab at either end. */
  public static boolean checkHeaderValue(String value) {
    return check(Wire.Check.HEADER_VALUE, value);
  }

  /** nghttp2_check_method */
  public static boolean checkMethod(String method) {
    return check(Wire.Check.METHOD, method);
  }

  /** nghttp2_check_path */
  public static boolean checkPath(String path) {
    return check(Wire.Check.PATH, path);
  }

  /** nghttp2_check_authority */
  public static boolean checkAuthority(String authority) {
    return check(Wire.Check.AUTHORITY, authority);
  }

  private static boolean check(int what, String text) {
    NativeLibrary.load();
    return text.chars().allMatch(c -> c <= 0xff) && Natives.check(what, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  // --- ALPN, SETTINGS, priorities ---

  /**
   * Which protocol a server chooses by ALPN: {@code h2}, else {@code http/1.1}, else {@code null}
   * (nghttp2_select_alpn).
   *
   * @param offered names of 1 to 255 octets
   */
  public static String selectAlpn(List<String> offered) {
    NativeLibrary.load();
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (String name : offered) {
      byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
      list.write(Range.check("length of protocol name", octets.length, 1, 255));
      list.writeBytes(octets);
    }
    byte[] octets = list.toByteArray();
    int at = Natives.selectNextProtocol(octets);
    return at < 0 ? null : new String(octets, at, octets[at - 1] & 0xff, StandardCharsets.ISO_8859_1);
  }

  /**
   * The payload of a SETTINGS frame, as the HTTP2-Settings field of an upgrade carries it
   * (nghttp2_pack_settings_payload2).
   *
   * @param idsAndValues at most 32 ids and values in turn, values as unsigned 32-bit numbers
   */
  public static byte[] packSettingsPayload(int... idsAndValues) {
    SettingsEntries.check(idsAndValues);
    NativeLibrary.load();
    byte[] payload = new byte[3 * idsAndValues.length];
    int result = Natives.packSettingsPayload(idsAndValues, payload);
    if (result < 0) {
      throw new SessionException("cannot pack " + Arrays.toString(idsAndValues), result);
    }
    return payload;
  }

  /**
   * Reads a Priority field as the library does (nghttp2_extpri_parse_priority); {@link Priority#parse} needs no
   * library.
   *
   * @return {@code null} if the library refuses the value
   * @throws UnsupportedOperationException without {@link Capability#PRIORITY_PARSER}
   */
  public static Priority parsePriority(String fieldValue) {
    require(Capability.PRIORITY_PARSER);
    int result = Natives.extpriParsePriority(fieldValue.getBytes(StandardCharsets.ISO_8859_1));
    return result < 0 ? null : priority(result);
  }

  /** Unpacks a priority of a native method: urgency, and incremental in bit 8. */
  static Priority priority(int packed) {
    return new Priority(packed & 0xff, packed >> 8 != 0);
  }

  // --- memory ---

  /** Bytes of native memory that all open sessions, deflaters and inflaters hold, libnghttp2's own included. */
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
