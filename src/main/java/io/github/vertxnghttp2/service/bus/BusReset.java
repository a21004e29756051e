package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;

/**
 * Why a stream ended early.
 *
 * @param code of HTTP/2, RFC 9113 section 7
 * @param cause who ended it
 */
public record BusReset(long code, String reason, Cause cause) {

  /** Who ended the stream. */
  public enum Cause {
    /** The other side sent RESET. */
    PEER,
    /** The other side is gone: it sent no PONG, or messages to it fail. */
    LOST,
    /** The other side broke the protocol, or a message was lost. */
    VIOLATION,
    /** This side ended the stream, or closed its endpoint. */
    CLOSED
  }

  static BusReset violation(ErrorCode code, String reason) {
    return new BusReset(code.code(), reason, Cause.VIOLATION);
  }

  /** The reset of a stream whose other side is gone. */
  static BusReset lost(String reason) {
    return new BusReset(ErrorCode.CONNECT_ERROR.code(), "the other side is gone: " + reason, Cause.LOST);
  }

  /** The reset of a stream that this side has reset itself. */
  public static BusReset closedHere(long code) {
    return new BusReset(code, "by this side", Cause.CLOSED);
  }

  /** The reset of a stream of a consumer that is closed before the response has ended. */
  public static BusReset consumerClosed() {
    return new BusReset(ErrorCode.CANCEL.code(), "the consumer was closed", Cause.CLOSED);
  }

  /** @throws IllegalArgumentException if the code does not fit into a RST_STREAM frame */
  public static long checkedCode(long code) {
    if (code < 0 || code > BusFrame.MAX_CODE) {
      throw new IllegalArgumentException("code is " + code + "; it must be from 0 to " + BusFrame.MAX_CODE);
    }
    return code;
  }

  /** The exception that futures fail with. */
  public Http2Exception exception() {
    String by = switch (cause) {
      case PEER -> " by the other side";
      case LOST, CLOSED -> "";
      case VIOLATION -> " for what the other side sent";
    };
    return new Http2Exception("the stream over the event bus was closed with " + ErrorCode.nameOf(code) + by + ": "
      + reason, code, cause == Cause.CLOSED ? Initiator.LOCAL : Initiator.REMOTE, null);
  }
}
