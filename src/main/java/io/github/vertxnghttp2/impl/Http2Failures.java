package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;

/** Creates the exceptions for users from the errors that the package {@code protocol} reports. */
final class Http2Failures {

  private Http2Failures() {
  }

  static Http2Exception ofStream(int streamId, long code, ClosedBy by, ConnectionEnd end) {
    return ofStream(streamId, code, by, end, null);
  }

  /** @param fault see {@code Stream.fault} */
  static Http2Exception ofStream(int streamId, long code, ClosedBy by, ConnectionEnd end, String fault) {
    return end != null ? ofConnection(end) : new StreamClosedException(streamId, code, Initiator.valueOf(by.name()),
      fault);
  }

  /**
   * Creates the failure of a client's request. The error code of a GOAWAY does not apply to single requests. When a
   * connection ends, two kinds of requests are certainly unprocessed: requests that were not sent, and requests whose
   * stream id is higher than the last stream id of the GOAWAY.
   *
   * @param streamId 0 if the request was not sent
   * @param fault see {@code Stream.fault}
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
        : ConnectionClosedException.lostAfterGoAway(end.errorCode(), end.lastStreamId(), end.goAway().reason(),
          end.reason());
    }
    return new ConnectionClosedException(end.errorCode(), end.lastStreamId(), end.reason(),
      end.byRemote() ? Initiator.REMOTE : Initiator.LOCAL, null);
  }

  /** @return the code. @throws IllegalArgumentException if it is no unsigned 32-bit number */
  static long checkedCode(long code) {
    if (code < 0 || code > 0xffffffffL) {
      throw new IllegalArgumentException(
        "code is " + code + "; an error code is from 0 to 4294967295 (RFC 9113 section 7)");
    }
    return code;
  }

  /**
   * Describes why a request was refused. nghttp2 itself refuses a request that was submitted just before the connection
   * stopped accepting requests.
   */
  private static String describeRefusal(int streamId, ClosedBy by) {
    return by == ClosedBy.REMOTE ? "the server refused stream " + streamId
      : "stream " + streamId + " was not opened: the connection takes no more requests";
  }

  private static String describe(ConnectionEnd end) {
    ConnectionEnd goAway = end.goAway() == null ? end : end.goAway();
    if (goAway.lastStreamId() == Integer.MAX_VALUE) {
      return "the connection takes no more requests" + (goAway.reason().isEmpty() ? "" : ": " + goAway.reason());
    }
    return "the server sent GOAWAY with " + ErrorCode.nameOf(goAway.errorCode()) + " and last stream "
      + goAway.lastStreamId() + (goAway.reason().isEmpty() ? "" : ": " + goAway.reason());
  }
}
