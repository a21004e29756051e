package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns a handler's reply into the response. Checks the whole reply before it sends anything, and throws
 * IllegalArgumentException if the reply is not a valid response.
 */
final class ReplyMessage {
  /** Connection-specific fields, RFC 9113 section 8.2.2. Handlers that were written for HTTP/1.1 set them. */
  private static final Set<String> DROPPED = Set.of("connection", "keep-alive", "proxy-connection", "te",
    "transfer-encoding", "upgrade");
  private static final Set<String> KEYS = Set.of("status", "headers", "trailers", "body", "text", "json");
  private static final String CONTENT_TYPE = "content-type";
  private static final String LENGTH = "\\d{1,18}";

  private final ServerRequest request;
  private final ServerResponse response;
  private boolean hasType;

  private ReplyMessage(ServerRequest request) {
    this.request = request;
    this.response = request.response();
  }

  static void respond(ServerRequest request, Message<?> message) {
    ReplyMessage reply = new ReplyMessage(request);
    Object body = message.body();
    if (body == null || body instanceof Buffer) {
      reply.head(message.headers());
      request.response().end(body == null ? UnaryExchange.EMPTY : (Buffer) body);
    } else if (body instanceof String text) {
      reply.head(message.headers());
      request.response().end(reply.text(text));
    } else if (body instanceof JsonObject json) {
      request.response().end(reply.json(json));
    } else {
      throw new MalformedMessageException("a reply must be a Buffer, a JsonObject, a String or null, not a "
        + body.getClass().getName());
    }
  }

  private void head(MultiMap headers) {
    if (headers.isEmpty()) {
      return;
    }
    List<Map.Entry<String, String>> entries = headers.entries();
    for (int i = 0; i < entries.size(); i++) {
      String name = entries.get(i).getKey();
      String value = entries.get(i).getValue();
      if (name.equals(MessageHeaders.STATUS)) {
        response.setStatus(status(value));
      } else if (name.startsWith(MessageHeaders.TRAILER)) {
        response.trailers().add(name.substring(MessageHeaders.TRAILER.length()), value);
      } else {
        field(name, value, isRepeated(name, entries, i));
      }
    }
  }

  /** Adds the fields of a streamed response. The handler sets content-length if it knows the length. */
  static void streamedHead(ServerResponse response, MultiMap headers) {
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("content-length") && !header.getValue().matches(LENGTH)) {
        throw new MalformedMessageException("content-length is \"" + header.getValue()
          + "\"; it must be a number of bytes");
      }
      if (!DROPPED.contains(name)) {
        response.headers().add(name, header.getValue());
      }
    }
  }

  private static boolean isRepeated(String name, List<Map.Entry<String, String>> entries, int end) {
    for (int i = 0; i < end; i++) {
      if (entries.get(i).getKey().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static int status(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new MalformedMessageException(":status is \"" + text + "\"; it must be a number from 200 to 999");
    }
  }

  private void field(String name, String value, boolean again) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (DROPPED.contains(lower) || lower.equals("content-length") && !isLengthWithoutBody(value)) {
      return;
    }
    hasType |= lower.equals(CONTENT_TYPE);
    if (again) {
      response.headers().add(lower, value);
    } else {
      response.putHeader(lower, value);
    }
  }

  /**
   * Whether this is the content-length of a response without a body, RFC 9110 section 8.6; other bodies are counted.
   */
  private boolean isLengthWithoutBody(String value) {
    return (request.method() == HttpMethod.HEAD || response.status() == 304) && value.matches(LENGTH);
  }

  private Buffer json(JsonObject reply) {
    int bodies = 0;
    for (String key : reply.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new MalformedMessageException("unknown key " + key
          + "; a reply may have status, headers, trailers, and one of body,"
          + " text and json");
      }
      bodies += key.equals("body") || key.equals("text") || key.equals("json") ? 1 : 0;
    }
    if (bodies > 1) {
      throw new MalformedMessageException("a reply may have one of body, text and json, not several");
    }
    JsonReader in = new JsonReader(reply, "");
    if (reply.containsKey("status")) {
      response.setStatus((int) in.number("status", 200, 999));
    }
    head(in.fields("headers"));
    response.trailers().addAll(in.fields("trailers"));
    if (reply.containsKey("json")) {
      setDefaultType("application/json");
      return Json.encodeToBuffer(reply.getValue("json"));
    }
    if (in.optionalString("text") != null) {
      return text(reply.getString("text"));
    }
    Buffer body = in.optionalBytes("body");
    return body == null ? UnaryExchange.EMPTY : body;
  }

  private Buffer text(String text) {
    setDefaultType(ErrorResponse.TEXT);
    return Buffer.buffer(text);
  }

  private void setDefaultType(String type) {
    if (!hasType) {
      response.putHeader(CONTENT_TYPE, type);
    }
  }
}
