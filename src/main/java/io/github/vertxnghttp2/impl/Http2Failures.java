package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;

/** What {@code protocol} reports, as the exceptions that users see. */
final class Http2Failures {

  private Http2Failures() {
  }

  static Http2Exception ofStream(int streamId, long code, ClosedBy by, ConnectionEnd end) {
    return ofStream(streamId, code, by, end, null);
  }

  /** @param fault as {@code Stream.fault} */
  static Http2Exception ofStream(int streamId, long code, ClosedBy by, ConnectionEnd end, String fault) {
    return end != null ? ofConnection(end) : new StreamClosedException(streamId, code, Initiator.valueOf(by.name()), fault);
  }

  /**
   * Of a request that this side makes. The code of a GOAWAY tells nothing about single requests, whatever it is: with a
   * connection only those are known to be unprocessed that were not sent, or whose streams the peer's GOAWAY excludes.
   *
   * @param streamId 0 if it was not sent
   * @param fault as {@code Stream.fault}
   */
  static Http2Exception ofRequest(int streamId, long code, ClosedBy by, ConnectionEnd end, String fault) {
    boolean refused = code == ErrorCode.REFUSED_STREAM.code() && by != ClosedBy.LOCAL;
    if (refused && (end == null || streamId == 0 || streamId > end.lastStreamId())) {
      return new UnprocessedException(code, end != null ? describe(end) : describeRefusal(streamId, by),
        Initiator.valueOf(by.name()));
    }
    return ofStream(streamId, code, by, end, fault);
  }

  static ConnectionClosedException ofConnection(ConnectionEnd end) {
    if (end.cause() == ConnectionEnd.Cause.LOST) {
      return end.goAway() == null ? ConnectionClosedException.lost(end.reason())
        : ConnectionClosedException.lostAfterGoAway(end.errorCode(), end.lastStreamId(), end.goAway().reason(), end.reason());
    }
    return new ConnectionClosedException(end.errorCode(), end.lastStreamId(), end.reason(),
      end.byRemote() ? Initiator.REMOTE : Initiator.LOCAL, null);
  }

  /** @return the code, if it fits an unsigned 32-bit number */
  static long checkedCode(long code) {
    if (code < 0 || code > 0xffffffffL) {
      throw new IllegalArgumentException("code is " + code + "; an error code is from 0 to 4294967295 (RFC 9113 section 7)");
    }
    return code;
  }

  /** The library does not send a request that was submitted just before the connection takes no more. */
  private static String describeRefusal(int streamId, ClosedBy by) {
    return by == ClosedBy.REMOTE ? "the server refused stream " + streamId
      : "stream " + streamId + " was not opened: the connection takes no more requests";
  }

  private static String describe(ConnectionEnd end) {
    ConnectionEnd goAway = end.goAway() == null ? end : end.goAway();
    if (goAway.lastStreamId() == Integer.MAX_VALUE) {
      return "the connection takes no more requests" + (goAway.reason().isEmpty() ? "" : ": " + goAway.reason());
    }
    return "the server sent GOAWAY with " + ErrorCode.nameOf(goAway.errorCode()) + " and last stream " + goAway.lastStreamId()
      + (goAway.reason().isEmpty() ? "" : ": " + goAway.reason());
  }
}
