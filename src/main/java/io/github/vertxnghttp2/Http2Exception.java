package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.VertxException;

/** A failure of HTTP/2. It says who caused the failure, and has the error code of RFC 9113 section 7, if any. */
public class Http2Exception extends VertxException {
  private static final long serialVersionUID = 1L;

  /** The {@link #code} of a failure without an error code: the connection was lost without a GOAWAY. */
  public static final long NO_CODE = -1;

  /** Who caused an error. */
  public enum Initiator {
    /** This application. */
    LOCAL,
    /** The peer. */
    REMOTE,
    /** libnghttp2, because of what this side or the peer did. */
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

  /** The error code as an unsigned 32-bit number, or {@link #NO_CODE}. */
  public long code() {
    return code;
  }

  /** The error code as a constant; {@code null} if there is no code, or if RFC 9113 does not define it. */
  public ErrorCode errorCode() {
    return ErrorCode.of(code);
  }

  /** Whether there is an error code. */
  public boolean hasCode() {
    return code != NO_CODE;
  }

  /** Who caused the failure. */
  public Initiator initiator() {
    return initiator;
  }
}
