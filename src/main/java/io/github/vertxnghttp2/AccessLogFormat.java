package io.github.vertxnghttp2;

/**
 * The format of the access log. A server logs one line when a request has ended, to the logger
 * {@code io.github.vertxnghttp2.access} at level INFO. Values that the client sent are escaped. A client therefore
 * cannot forge a line or close a quotation mark.
 */
public enum AccessLogFormat {
  /** The server logs nothing. */
  NONE,
  /** Apache's common log format: peer, time, request line, status, bytes of the body. */
  COMMON,
  /** As {@link #COMMON}, with referer and user-agent. */
  COMBINED,
  /** A JSON object: times, bytes in both directions, stream, route, and who reset the stream, if anyone did. */
  JSON
}
