package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.VertxException;

/** Something went wrong in HTTP/2. Carries the numeric code of RFC 9113 section 7, and who caused it. */
public class Http2Exception extends VertxException {
  private static final long serialVersionUID = 1L;

  /** Who caused an error. */
  public enum Initiator {
    /** This application. */
    LOCAL,
    /** The peer. */
    REMOTE,
    /** libnghttp2, because of what one of the two did. */
    LIBRARY
  }

  private final long code;
  private final Initiator initiator;

  /**
   * @param code an unsigned 32-bit number, RFC 9113 section 7
   * @param cause may be {@code null}
   */
  public Http2Exception(String message, long code, Initiator initiator, Throwable cause) {
    super(message, cause, true);
    this.code = code;
    this.initiator = initiator;
  }

  /** The code as an unsigned 32-bit number. */
  public long code() {
    return code;
  }

  /** The code's name, or {@code null} if RFC 9113 has none for it. */
  public ErrorCode errorCode() {
    return ErrorCode.of(code);
  }

  /** Who caused it. */
  public Initiator initiator() {
    return initiator;
  }
}
