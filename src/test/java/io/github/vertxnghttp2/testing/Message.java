package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.HeaderList;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request or response that a {@link FramePeer} collected.
 *
 * @param interim the 1xx responses before it
 * @param trailers empty if there were none
 */
public record Message(int streamId, List<HeaderList> interim, HeaderList headers, byte[] body, HeaderList trailers) {
  /** The status of a response. */
  public int status() {
    return Integer.parseInt(headers.get(":status"));
  }

  /** The method of a request. */
  public String method() {
    return headers.get(":method");
  }

  /** The path of a request. */
  public String path() {
    return headers.get(":path");
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "stream " + streamId + ": " + headers + ", body of " + body.length + " octets, trailers " + trailers;
  }
}
