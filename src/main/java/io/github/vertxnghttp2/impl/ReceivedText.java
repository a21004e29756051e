package io.github.vertxnghttp2.impl;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** What a body means, by its content-type (RFC 9110 section 8.3). */
final class ReceivedText {
  private static final String CHARSET = "charset=";

  private ReceivedText() {
  }

  static Future<String> text(Future<Buffer> body, String contentType) {
    return body.map(buffer -> buffer.toString(charset(contentType)));
  }

  static Future<Object> json(Future<Buffer> body) {
    return body.map(Json::decodeValue);
  }

  static long contentLength(String value) {
    return value == null ? -1 : Long.parseLong(value);
  }

  private static Charset charset(String contentType) {
    int at = contentType == null ? -1 : contentType.toLowerCase(Locale.ROOT).indexOf(CHARSET);
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = contentType.substring(at + CHARSET.length()).split(";", 2)[0].trim().replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException("content-type names a charset that this JVM does not have: " + name, e);
    }
  }
}
