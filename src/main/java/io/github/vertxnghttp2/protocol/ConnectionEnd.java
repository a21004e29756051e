package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;

/**
 * Why a connection ended, or will not take new streams: made where the reason is known, and carried from there to
 * exceptions, log and frame log.
 *
 * @param errorCode RFC 9113 section 7, as an unsigned number; {@link #NO_CODE} if the connection was lost without a
 *   GOAWAY
 * @param lastStreamId streams of ours above it were not processed; the largest id if the peer did not say
 * @param reason for a person: the debug data of a GOAWAY, or what broke
 * @param goAway the GOAWAY that the peer sent before the connection was lost, or {@code null}
 */
public record ConnectionEnd(Cause cause, long errorCode, int lastStreamId, String reason, ConnectionEnd goAway) {
  /** What {@link #errorCode} is when nobody named one. */
  public static final long NO_CODE = -1;

  /** What ended it. */
  public enum Cause {
    /** The peer sent GOAWAY. */
    GOAWAY,
    /** The socket was closed or reset, or TLS failed or was ended by the peer. */
    LOST,
    /** This side closed or terminated it. */
    CLOSED,
    /** The peer broke a rule, exceeded a limit or was too slow, and this side ended it. */
    FAULT
  }

  /** @param errorCode as an unsigned number */
  public static ConnectionEnd goAway(long errorCode, int lastStreamId, String debugText) {
    return new ConnectionEnd(Cause.GOAWAY, errorCode, lastStreamId, debugText, null);
  }

  public static ConnectionEnd lost(String reason) {
    return new ConnectionEnd(Cause.LOST, NO_CODE, Integer.MAX_VALUE, reason, null);
  }

  public static ConnectionEnd local(ErrorCode code, String reason) {
    return local(code.code(), reason);
  }

  /** @param errorCode as an unsigned number */
  public static ConnectionEnd local(long errorCode, String reason) {
    return new ConnectionEnd(Cause.CLOSED, errorCode, Integer.MAX_VALUE, reason, null);
  }

  public static ConnectionEnd fault(ErrorCode code, String reason) {
    return new ConnectionEnd(Cause.FAULT, code.code(), Integer.MAX_VALUE, reason, null);
  }

  /** The same end with more text for people at the end of its reason. */
  public ConnectionEnd noting(String text) {
    return new ConnectionEnd(cause, errorCode, lastStreamId, reason.isEmpty() ? text : reason + " " + text, goAway);
  }

  /** Whether the peer ended it, or the network. */
  public boolean byRemote() {
    return cause == Cause.GOAWAY || cause == Cause.LOST;
  }

  /**
   * This end, which came after an earlier one was known: a connection that is lost keeps what the peer's GOAWAY said.
   */
  ConnectionEnd after(ConnectionEnd earlier) {
    if (cause != Cause.LOST || earlier == null || earlier.cause == Cause.CLOSED) {
      return this;
    }
    return earlier.cause == Cause.GOAWAY
      ? new ConnectionEnd(Cause.LOST, earlier.errorCode, earlier.lastStreamId, reason, earlier) : earlier;
  }

  /** For a log. */
  @Override
  public String toString() {
    String code = errorCode == NO_CODE ? "" : " with " + ErrorCode.nameOf(errorCode);
    return switch (cause) {
      case GOAWAY -> "the peer sent GOAWAY" + code + text(reason);
      case LOST -> "the connection was lost" + (goAway == null ? "" : " after the peer's GOAWAY" + code
        + text(goAway.reason))
        + text(reason);
      case CLOSED -> "this side closed the connection" + code + text(reason);
      case FAULT -> "this side ended the connection" + code + text(reason);
    };
  }

  private static String text(String text) {
    return text.isEmpty() ? "" : ": " + text;
  }
}
