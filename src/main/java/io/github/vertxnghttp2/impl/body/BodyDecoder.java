package io.github.vertxnghttp2.impl.body;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes a body as text or JSON, by its content-type (RFC 9110 section 8.3). */
public final class BodyDecoder {
  /** A parameter of a content-type: its name, and its value with or without quotes (RFC 9110 section 5.6.6). */
  private static final Pattern PARAMETER =
    Pattern.compile(";\\s*([^\\s;=\"]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]*))");

  private BodyDecoder() {
  }

  public static Future<String> text(Future<Buffer> body, String contentType) {
    return body.map(buffer -> buffer.toString(charset(contentType)));
  }

  public static Future<Object> json(Future<Buffer> body) {
    return body.map(Json::decodeValue);
  }

  /** @param type JsonObject or JsonArray */
  public static <T> Future<T> json(Future<Buffer> body, Class<T> type) {
    return json(body).map(value -> {
      if (!type.isInstance(value)) {
        throw new DecodeException("the body is JSON, but no " + type.getSimpleName() + ": "
          + (value == null ? "null" : "a " + value.getClass().getSimpleName()));
      }
      return type.cast(value);
    });
  }

  public static long contentLength(String value) {
    return value == null ? -1 : Long.parseLong(value);
  }

  private static Charset charset(String contentType) {
    String name = contentType == null ? null : charsetName(contentType);
    if (name == null) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException("content-type is " + contentType + "; this JVM has no charset of the name \""
        + name + "\": read body() instead", e);
    }
  }

  private static String charsetName(String contentType) {
    Matcher parameters = PARAMETER.matcher(contentType);
    while (parameters.find()) {
      if (parameters.group(1).equalsIgnoreCase("charset")) {
        return parameters.group(2) != null ? parameters.group(2).replaceAll("\\\\(.)", "$1") : parameters.group(3);
      }
    }
    return null;
  }
}
