package io.github.vertxnghttp2;

/**
 * The line that a server logs when a request has ended: logger {@code io.github.vertxnghttp2.access}, level INFO.
 * Values that a client chose are escaped, so that a request is always one line and no value ends before its quotation
 * mark.
 */
public enum AccessLogFormat {
  /** No line, at no cost. */
  NONE,
  /** The common log format of Apache: peer, time, request line, status, bytes of the body. */
  COMMON,
  /** As {@link #COMMON}, with referer and user-agent. */
  COMBINED,
  /** A JSON object: times, bytes in both directions, stream, route, and who reset the stream if it was reset. */
  JSON
}
