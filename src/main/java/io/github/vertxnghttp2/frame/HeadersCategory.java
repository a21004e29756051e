package io.github.vertxnghttp2.frame;

/** What a field section is for, RFC 9113 section 8.1, numbered as libnghttp2 numbers it. */
public enum HeadersCategory {
  /** The request's header section: opens the stream. */
  REQUEST,
  /** The first header section of a response. */
  RESPONSE,
  /** The first header section of the response to a promised request. */
  PUSH_RESPONSE,
  /** Anything later: the final response after an interim one, or trailers. */
  HEADERS;

  private static final HeadersCategory[] ALL = values();

  /** libnghttp2's number, 0 to 3. */
  public int code() {
    return ordinal();
  }

  /** The category with that number, or {@code null}. */
  public static HeadersCategory of(long code) {
    return code >= 0 && code < ALL.length ? ALL[(int) code] : null;
  }

  /** The name of a category for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long code) {
    HeadersCategory known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
