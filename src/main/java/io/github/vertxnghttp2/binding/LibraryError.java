package io.github.vertxnghttp2.binding;

/** The library's errors (nghttp2_error), and below -2000 those of this binding. {@link Nghttp2#strerror} explains them. */
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
  FATAL(-900),
  NOMEM(-901),
  CALLBACK_FAILURE(-902),
  BAD_CLIENT_MAGIC(-903),
  FLOODED(-904),
  TOO_MANY_CONTINUATIONS(-905),

  CLOSED(-2001, "The session is closed"),
  BAD_COMMAND(-2002, "The command stream is malformed"),
  EVENTS_FULL(-2003, "The event buffer reached its hard limit"),
  OUT_OF_MEMORY(-2004, "Out of native memory"),
  BAD_OPTION(-2005, "Unknown option or value out of range"),
  OUT_TOO_SMALL(-2006, "The out buffer cannot hold one frame"),
  UNSUPPORTED(-2007, "The library lacks the function"),
  HEADER_LIST_TOO_LARGE(-2008, "The header list exceeds its limit");

  private final int code;
  /** {@code null} for those that the library explains. */
  private final String text;

  LibraryError(int code) {
    this(code, null);
  }

  LibraryError(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The negative number. */
  public int code() {
    return code;
  }

  String text() {
    return text;
  }

  /** The constant, or {@code null} if the number is unknown. */
  public static LibraryError of(int code) {
    for (LibraryError error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    return null;
  }

  /** The name of a number for people to read, the number itself if it is unknown. */
  public static String nameOf(int code) {
    LibraryError known = of(code);
    return known != null ? known.name() : Integer.toString(code);
  }
}
