package io.github.vertxnghttp2.frame;

/** What a field section is for, RFC 9113 section 8.1. The numbers are those of libnghttp2. */
public enum HeadersCategory {
  /** The header section of a request, which opens the stream. */
  REQUEST(0),
  /** The first header section of a response. */
  RESPONSE(1),
  /** The first header section of the response to a promised request. */
  PUSH_RESPONSE(2),
  /** A later field section: the final response after an informational one, or trailers. */
  HEADERS(3);

  private static final HeadersCategory[] BY_CODE = {REQUEST, RESPONSE, PUSH_RESPONSE, HEADERS};

  private final int code;

  HeadersCategory(int code) {
    this.code = code;
  }

  /** libnghttp2's number, 0 to 3. */
  public int code() {
    return code;
  }

  /** The category with that number, or {@code null}. */
  public static HeadersCategory of(long code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
  }

  /** The name of a category for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long code) {
    HeadersCategory known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
