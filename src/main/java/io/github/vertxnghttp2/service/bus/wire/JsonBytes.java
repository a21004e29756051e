package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.buffer.Buffer;

import java.util.Base64;

/** Bytes as a string in JSON: written in base64url, RFC 4648 section 5, without padding. */
public final class JsonBytes {
  private JsonBytes() {
  }

  public static String write(Buffer bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.getBytes());
  }

  /**
   * Reads base64 or base64url, padded or not.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static Buffer read(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    return Buffer.buffer(Base64.getUrlDecoder().decode(text.substring(0, end).replace('+', '-').replace('/', '_')));
  }
}
