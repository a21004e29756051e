package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A handler's reply, made the response. Each method throws IllegalArgumentException for what cannot be sent. */
final class ReplyMessage {
  private static final String TRAILER = ":trailer.";
  /** Of connections, RFC 9113 section 8.2.2; handlers made for HTTP/1.1 set them. */
  private static final Set<String> DROPPED = Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
  private static final Set<String> KEYS = Set.of("status", "headers", "trailers", "body", "text", "json");

  private ReplyMessage() {
  }

  /** Sends the response, or nothing at all. */
  static void answer(ServerRequest request, Message<?> reply) {
    Object body = reply.body();
    ServerResponse response = request.response();
    if (body instanceof JsonObject json) {
      response.end(json(request, response, json));
      return;
    }
    if (body != null && !(body instanceof Buffer) && !(body instanceof String)) {
      throw new IllegalArgumentException("a reply is a Buffer, a JsonObject, a String or null, not a " + body.getClass().getName());
    }
    if (!reply.headers().isEmpty()) {
      head(request, response, reply.headers());
    }
    if (body instanceof String text) {
      setDefault(response, "content-type", ErrorAnswer.TEXT);
      response.end(Buffer.buffer(text));
    } else {
      response.end(body == null ? UnaryCall.EMPTY : (Buffer) body);
    }
  }

  private static void head(ServerRequest request, ServerResponse response, MultiMap headers) {
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      if (name.equals(":status")) {
        response.setStatus(status(header.getValue()));
      } else if (name.startsWith(TRAILER)) {
        response.trailers().add(name.substring(TRAILER.length()), header.getValue());
      } else {
        field(request, response, name, header.getValue());
      }
    }
  }

  private static int status(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(":status is \"" + text + "\"; it must be a number from 200 to 999", e);
    }
  }

  private static void field(ServerRequest request, ServerResponse response, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (DROPPED.contains(lower) || lower.equals("content-length") && !isLengthOfNothing(request, response, value)) {
      return;
    }
    if (response.headers().contains(lower)) {
      response.headers().add(lower, value);
    } else {
      response.putHeader(lower, value);
    }
  }

  /** A response without a body may tell how long that would be, RFC 9110 section 8.6; all others are counted. */
  private static boolean isLengthOfNothing(ServerRequest request, ServerResponse response, String value) {
    return (request.method() == HttpMethod.HEAD || response.status() == 304) && value.matches("\\d{1,18}");
  }

  private static Buffer json(ServerRequest request, ServerResponse response, JsonObject reply) {
    for (String key : reply.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("unknown key " + key + "; a reply may have status, headers, trailers, and one of body,"
          + " text and json");
      }
    }
    if (reply.containsKey("status")) {
      if (!(reply.getValue("status") instanceof Integer status)) {
        throw new IllegalArgumentException("status is " + reply.getValue("status") + "; it must be a number from 200 to 999");
      }
      response.setStatus(status);
    }
    fields(reply, "headers", (name, value) -> field(request, response, name, value));
    fields(reply, "trailers", (name, value) -> response.trailers().add(name, value));
    return body(response, reply);
  }

  private interface Field {
    void add(String name, String value);
  }

  private static void fields(JsonObject reply, String key, Field sink) {
    Object given = reply.getValue(key);
    if (given == null) {
      return;
    }
    if (!(given instanceof JsonObject fields)) {
      throw new IllegalArgumentException(key + " is " + given + "; it must be an object");
    }
    for (String name : fields.fieldNames()) {
      Object value = fields.getValue(name);
      Iterable<?> values = value instanceof JsonArray array ? array : new JsonArray().add(value);
      for (Object each : values) {
        if (!(each instanceof String text)) {
          throw new IllegalArgumentException(key + "." + name + " is " + value + "; it must be a string or an array of strings");
        }
        sink.add(name, text);
      }
    }
  }

  private static Buffer body(ServerResponse response, JsonObject reply) {
    int given = 0;
    for (String key : new String[] {"body", "text", "json"}) {
      given += reply.containsKey(key) ? 1 : 0;
    }
    if (given > 1) {
      throw new IllegalArgumentException("a reply may have one of body, text and json, not several");
    }
    if (reply.containsKey("json")) {
      setDefault(response, "content-type", "application/json");
      return Json.encodeToBuffer(reply.getValue("json"));
    }
    if (reply.containsKey("text")) {
      setDefault(response, "content-type", ErrorAnswer.TEXT);
      return Buffer.buffer(string(reply, "text"));
    }
    return reply.containsKey("body") ? decoded(string(reply, "body")) : UnaryCall.EMPTY;
  }

  private static String string(JsonObject reply, String key) {
    if (!(reply.getValue(key) instanceof String text)) {
      throw new IllegalArgumentException(key + " is " + reply.getValue(key) + "; it must be a string");
    }
    return text;
  }

  /** Base64 in the one alphabet or the other, padded or not. */
  private static Buffer decoded(String base64) {
    try {
      return Buffer.buffer(Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_')));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("body is no base64: " + e.getMessage(), e);
    }
  }

  private static void setDefault(ServerResponse response, String name, String value) {
    if (!response.headers().contains(name)) {
      response.putHeader(name, value);
    }
  }
}
