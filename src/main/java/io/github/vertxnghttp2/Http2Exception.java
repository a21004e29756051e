package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.VertxException;

/** Something went wrong in HTTP/2. Carries the numeric code of RFC 9113 section 7 if there is one, and who caused it. */
public class Http2Exception extends VertxException {
  private static final long serialVersionUID = 1L;

  /** What {@link #code} is when nobody named one: the connection was lost without a GOAWAY. */
  public static final long NO_CODE = -1;

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
   * @param code an unsigned 32-bit number, RFC 9113 section 7, or {@link #NO_CODE}
   * @param cause may be {@code null}
   */
  public Http2Exception(String message, long code, Initiator initiator, Throwable cause) {
    super(message, cause, true);
    this.code = code;
    this.initiator = initiator;
  }

  /** The code as an unsigned 32-bit number, or {@link #NO_CODE}. */
  public long code() {
    return code;
  }

  /** The code's name, or {@code null} if there is no code, or RFC 9113 has no name for it. */
  public ErrorCode errorCode() {
    return ErrorCode.of(code);
  }

  /** Whether somebody named a code. */
  public boolean hasCode() {
    return code != NO_CODE;
  }

  /** Who caused it. */
  public Initiator initiator() {
    return initiator;
  }
}
