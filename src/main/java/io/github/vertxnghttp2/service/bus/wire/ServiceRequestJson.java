package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A request to the client service as a JSON object.
 *
 * @param timeout milliseconds; 0 if the object has none
 * @param connect {@code null} if the object has none
 */
public record ServiceRequestJson(String method, String url, MultiMap headers, MultiMap trailers, Buffer body,
  long timeout, String connect) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final List<String> BODIES = List.of("body", "text", "json");
  private static final List<String> KEYS = List.of("method", "url", "headers", "trailers", "body", "text", "json",
    "timeout", "connect");

  /**
   * Reads an object.
   *
   * @param path of the object, for messages
   * @throws MalformedMessageException that names the path of what is unknown, missing or wrong
   */
  public static ServiceRequestJson read(JsonObject json, String path) {
    JsonReader in = new JsonReader(json, path + ".");
    in.checkKeys(KEYS);
    String method = json.containsKey("method") ? checkedMethod(in.string("method"), path) : "GET";
    String url = in.string("url");
    MultiMap headers = in.fields("headers");
    MultiMap trailers = in.fields("trailers");
    Buffer body = readBody(json, in, path, headers);
    long timeout = json.containsKey("timeout") ? in.number("timeout", 1, JsonReader.MAX_NUMBER) : 0;
    String connect = json.containsKey("connect") ? in.string("connect") : null;
    return new ServiceRequestJson(method, url, headers, trailers, body, timeout, connect);
  }

  /**
   * Checks a request method.
   *
   * @throws IllegalArgumentException if it is no token, RFC 9110 section 5.6.2, or CONNECT
   */
  public static String checkedMethod(String method, String path) {
    if (!TOKEN.matcher(method).matches() || method.equals("CONNECT")) {
      throw new IllegalArgumentException(path + ".method is \"" + method
        + "\"; it must be a method such as GET, and not CONNECT");
    }
    return method;
  }

  private static Buffer readBody(JsonObject json, JsonReader in, String path, MultiMap headers) {
    List<String> given = BODIES.stream().filter(json::containsKey).toList();
    if (given.size() > 1) {
      throw new MalformedMessageException(path + "." + given.get(0) + " and " + path + "." + given.get(1)
        + " are both given; a request has at most one of " + String.join(", ", BODIES));
    }
    if (given.contains("body")) {
      return in.bytes("body");
    } else if (given.contains("text")) {
      Buffer text = Buffer.buffer(in.string("text"));
      setDefaultType(headers, "text/plain;charset=utf-8");
      return text;
    } else if (given.contains("json")) {
      setDefaultType(headers, "application/json");
      return Json.encodeToBuffer(json.getValue("json"));
    }
    return Buffer.buffer();
  }

  private static void setDefaultType(MultiMap headers, String type) {
    if (!headers.contains("content-type")) {
      headers.set("content-type", type);
    }
  }

  /** The object; absent are fields, body, timeout and connect if they are empty, 0 or {@code null}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("method", method).put("url", url);
    if (!headers.isEmpty()) {
      json.put("headers", JsonFields.write(headers));
    }
    if (!trailers.isEmpty()) {
      json.put("trailers", JsonFields.write(trailers));
    }
    if (body.length() > 0) {
      json.put("body", JsonBytes.write(body));
    }
    if (timeout > 0) {
      json.put("timeout", timeout);
    }
    return connect == null ? json : json.put("connect", connect);
  }
}
