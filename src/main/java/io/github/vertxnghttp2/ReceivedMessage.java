package io.github.vertxnghttp2;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** A message that the peer sends; it is there when its head is, the body follows. */
public sealed interface ReceivedMessage extends Http2Message, StreamReader permits ServerRequest, ClientResponse {

  @Override
  default Direction direction() {
    return Direction.RECEIVING;
  }

  /** The first value of that name, or {@code null}. Cookie fields, one or more, are one value, RFC 9113 section 8.2.3. */
  String header(String name);

  /** The value of content-length, or -1 if there is none. */
  long contentLength();

  /** The value of content-type, or {@code null}. */
  default String contentType() {
    return header("content-type");
  }

  /** The trailers, RFC 9113 section 8.1: complete at the end of the body, empty before. */
  MultiMap trailers();

  /** The body as text, in the charset that content-type names, or UTF-8. */
  Future<String> text();

  /** The body as a JsonObject, a JsonArray, or a JSON scalar. */
  Future<Object> json();
}
