package io.github.vertxnghttp2.protocol.stream;

import io.github.vertxnghttp2.frame.Priority;

/**
 * The priority by which a server sends a response.
 *
 * @param ofServer whether the server's application has chosen it, so that the client's signals no longer count
 */
public record ResponsePriority(Priority value, boolean ofServer) {
  /** Of a response for which nobody has asked for another one. */
  public static final ResponsePriority DEFAULT = new ResponsePriority(Priority.DEFAULT, false);
}
