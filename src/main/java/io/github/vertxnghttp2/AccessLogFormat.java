package io.github.vertxnghttp2;

/**
 * What a server writes when a request is over, by the logger {@code io.github.vertxnghttp2.access} at INFO. Values that a
 * client chose are escaped: a request is always one line, and no value ends before its quotation mark.
 */
public enum AccessLogFormat {
  /** Nothing, and it costs nothing. */
  NONE,
  /** The common log format of Apache: peer, time, request line, status, bytes of the body. */
  COMMON,
  /** The same, with referer and user-agent. */
  COMBINED,
  /** A JSON object with the timings, the bytes both ways, the stream, the route, and who reset it if somebody did. */
  JSON
}
