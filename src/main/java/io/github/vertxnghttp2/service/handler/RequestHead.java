package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The head of a request that arrived over the bus.
 *
 * @param timeout milliseconds in which the sender expects the response; {@link #NO_TIMEOUT} if it does not say that
 * @param id names the request if it is cancelled; {@code null} if it has none
 * @param requestId follows the request in recordings; {@code null} if its server does not record it
 * @param identity {@code null} if nothing is known about the sender
 */
record RequestHead(HttpMethod method, String scheme, String authority, String uri, String remote, String route,
                   Map<String, String> params, MultiMap headers, long timeout, String id,
                   String requestId, JsonObject identity) {
  static final long NO_TIMEOUT = Long.MAX_VALUE;

  /**
   * The rest of the timeout in milliseconds, at least 0.
   *
   * @param start {@link System#nanoTime} at which the timeout began
   */
  long timeLeft(long start) {
    return timeout == NO_TIMEOUT ? NO_TIMEOUT
      : Math.max(0, timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  /** Reads the JSON form of a message, or an OPEN message. */
  static RequestHead read(JsonObject json) {
    JsonReader in = new JsonReader(json, "");
    Map<String, String> params = new LinkedHashMap<>();
    JsonObject given = in.optionalObject("params");
    if (given != null) {
      JsonReader names = new JsonReader(given, "params.");
      given.fieldNames().forEach(name -> params.put(name, names.string(name)));
    }
    return new RequestHead(method(in.string("method")), in.optionalString("scheme"), in.optionalString("authority"),
      in.string("uri"), in.optionalString("remote"), in.optionalString("route"), params, in.fields("headers"),
      timeout(json, in), in.optionalString("id"), in.optionalString("requestId"), in.optionalObject("identity"));
  }

  private static long timeout(JsonObject json, JsonReader in) {
    String name = json.containsKey("headTimeout") ? "headTimeout" : "timeout";
    return json.containsKey(name) ? in.number(name, 0, JsonReader.MAX_NUMBER) : NO_TIMEOUT;
  }

  /** Reads the Buffer form: the headers of the message. */
  static RequestHead read(MultiMap message) {
    Map<String, String> params = new LinkedHashMap<>();
    MultiMap fields = HttpHeaders.headers();
    message.forEach((name, value) -> {
      if (name.startsWith(MessageHeaders.PARAM)) {
        params.put(name.substring(MessageHeaders.PARAM.length()), value);
      } else if (!name.startsWith(":")) {
        JsonFields.add(fields, name, value, "message headers");
      }
    });
    String method = message.get(MessageHeaders.METHOD);
    String path = message.get(MessageHeaders.PATH);
    if (method == null || path == null) {
      throw new MalformedMessageException("message header " + (method == null ? MessageHeaders.METHOD
        : MessageHeaders.PATH) + " is missing");
    }
    return new RequestHead(method(method), message.get(MessageHeaders.SCHEME), message.get(MessageHeaders.AUTHORITY),
      path, message.get(MessageHeaders.REMOTE), message.get(MessageHeaders.ROUTE), params, fields, timeout(message),
      message.get(MessageHeaders.ID), message.get(MessageHeaders.REQUEST_ID),
      identity(message.get(MessageHeaders.IDENTITY)));
  }

  private static long timeout(MultiMap message) {
    String text = message.get(MessageHeaders.TIMEOUT);
    if (text == null) {
      return NO_TIMEOUT;
    }
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new MalformedMessageException("message header " + MessageHeaders.TIMEOUT + " is \"" + text
        + "\"; it must be a number of milliseconds");
    }
  }

  private static JsonObject identity(String text) {
    try {
      return text == null ? null : new JsonObject(text);
    } catch (DecodeException e) {
      throw new MalformedMessageException("message header " + MessageHeaders.IDENTITY + " must be a JSON object");
    }
  }

  private static HttpMethod method(String name) {
    try {
      return HttpMethod.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("method is \"" + name + "\"; it must be a token, RFC 9110 section 5.6.2");
    }
  }
}
