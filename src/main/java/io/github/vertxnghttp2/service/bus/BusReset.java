package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;

/**
 * Why a stream ended before its time.
 *
 * @param code of HTTP/2, RFC 9113 section 7
 * @param cause who brought it about
 */
public record BusReset(long code, String reason, Cause cause) {

  /** Who ended the stream. */
  public enum Cause {
    /** The other side said so. */
    PEER,
    /** The other side does not answer, or is not there any more. */
    LOST,
    /** What the other side sent was not allowed, or a message was lost on the way. */
    VIOLATION,
    /** The endpoint was closed. */
    CLOSED
  }

  static BusReset violation(ErrorCode code, String reason) {
    return new BusReset(code.code(), reason, Cause.VIOLATION);
  }

  /** As this side fails what it has reset itself. */
  public static BusReset closedHere(long code) {
    return new BusReset(code, "by this side", Cause.CLOSED);
  }

  /** @throws IllegalArgumentException if the code does not fit into a RST_STREAM frame */
  public static long checkedCode(long code) {
    if (code < 0 || code > BusFrame.MAX_CODE) {
      throw new IllegalArgumentException("code is " + code + "; it must be from 0 to " + BusFrame.MAX_CODE);
    }
    return code;
  }

  /** As it fails futures. */
  public Http2Exception exception() {
    String by = switch (cause) {
      case PEER -> " by the other side";
      case LOST, CLOSED -> "";
      case VIOLATION -> " for what the other side sent";
    };
    return new Http2Exception("the stream over the event bus was closed with " + ErrorCode.nameOf(code) + by + ": " + reason,
      code, cause == Cause.CLOSED ? Initiator.LOCAL : Initiator.REMOTE, null);
  }
}
