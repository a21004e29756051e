package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.Wire;

import java.util.HashMap;
import java.util.Map;

/**
 * The errors of libnghttp2 ({@code nghttp2_error}), and this binding's own errors, below -2000. Unknown numbers stay
 * numbers: newer libraries may have more errors.
 */
public enum LibraryError {
  INVALID_ARGUMENT(-501),
  BUFFER_ERROR(-502),
  UNSUPPORTED_VERSION(-503),
  WOULDBLOCK(-504),
  PROTO(-505),
  INVALID_FRAME(-506),
  EOF(-507),
  DEFERRED(-508),
  STREAM_ID_NOT_AVAILABLE(-509),
  STREAM_CLOSED(-510),
  STREAM_CLOSING(-511),
  STREAM_SHUT_WR(-512),
  INVALID_STREAM_ID(-513),
  INVALID_STREAM_STATE(-514),
  DEFERRED_DATA_EXIST(-515),
  START_STREAM_NOT_ALLOWED(-516),
  GOAWAY_ALREADY_SENT(-517),
  INVALID_HEADER_BLOCK(-518),
  INVALID_STATE(-519),
  TEMPORAL_CALLBACK_FAILURE(-521),
  FRAME_SIZE_ERROR(-522),
  HEADER_COMP(-523),
  FLOW_CONTROL(-524),
  INSUFF_BUFSIZE(-525),
  PAUSE(-526),
  TOO_MANY_INFLIGHT_SETTINGS(-527),
  PUSH_DISABLED(-528),
  DATA_EXIST(-529),
  SESSION_CLOSING(-530),
  HTTP_HEADER(-531),
  HTTP_MESSAGING(-532),
  REFUSED_STREAM(-533),
  INTERNAL(-534),
  CANCEL(-535),
  SETTINGS_EXPECTED(-536),
  TOO_MANY_SETTINGS(-537),
  /** The upper bound of the library's fatal errors: each of them has a smaller number. */
  FATAL(-900),
  NOMEM(-901),
  CALLBACK_FAILURE(-902),
  BAD_CLIENT_MAGIC(-903),
  FLOODED(-904),
  /** Newer libraries: more CONTINUATION frames than {@link SessionOptions#setMaxContinuations}. */
  TOO_MANY_CONTINUATIONS(-905),

  SESSION_CLOSED(Wire.Error.CLOSED, "The session is closed"),
  BAD_COMMAND(Wire.Error.BAD_COMMAND, "The command stream is malformed"),
  EVENTS_FULL(Wire.Error.EVENTS_FULL, "The event buffer reached its hard limit"),
  OUT_OF_MEMORY(Wire.Error.NOMEM, "Out of native memory"),
  BAD_OPTION(Wire.Error.BAD_OPTION, "Unknown option or value out of range"),
  OUT_TOO_SMALL(Wire.Error.OUT_TOO_SMALL, "The out buffer cannot hold one frame"),
  UNSUPPORTED(Wire.Error.UNSUPPORTED, "The library lacks the function"),
  HEADER_LIST_TOO_LARGE(Wire.Error.HEADER_LIST, "The header list exceeds its limit"),
  LIMIT_EXCEEDED(Wire.Error.LIMIT, "The peer exceeded a limit");

  private static final Map<Integer, LibraryError> BY_CODE = new HashMap<>();

  static {
    for (LibraryError error : values()) {
      BY_CODE.put(error.code, error);
    }
  }

  private final int code;
  private final String text;

  LibraryError(int code) {
    this(code, null);
  }

  LibraryError(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The number, which is negative. */
  public int code() {
    return code;
  }

  /** Whether the session cannot go on after it (nghttp2_is_fatal). */
  public boolean isFatal() {
    return code < FATAL.code;
  }

  /** What it means (nghttp2_strerror for the library's own). */
  public String text() {
    return text != null ? text : Nghttp2.strerror(code);
  }

  /** Whether the number is this binding's own, and not the library's. */
  boolean isOfBinding() {
    return text != null;
  }

  /** The constant, or {@code null} if the number is unknown: keep the number in that case. */
  public static LibraryError of(int code) {
    return BY_CODE.get(code);
  }

  /** The name of a number for people to read, the number itself if it is unknown. */
  public static String nameOf(int code) {
    LibraryError known = of(code);
    return known != null ? known.name() : Integer.toString(code);
  }
}
