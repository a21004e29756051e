package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;

/**
 * Why a connection ended, or will not take new streams.
 *
 * @param errorCode RFC 9113 section 7, as an unsigned number
 * @param lastStreamId streams of ours above it were not processed; the largest id if the peer did not say
 * @param reason for a person: the debug data of a GOAWAY, or what broke
 * @param byRemote whether the peer said so
 */
public record ConnectionEnd(long errorCode, int lastStreamId, String reason, boolean byRemote) {

  public static ConnectionEnd lost(String reason) {
    return new ConnectionEnd(ErrorCode.NO_ERROR.code(), Integer.MAX_VALUE, reason, true);
  }

  public static ConnectionEnd local(ErrorCode code, String reason) {
    return new ConnectionEnd(code.code(), Integer.MAX_VALUE, reason, false);
  }
}
