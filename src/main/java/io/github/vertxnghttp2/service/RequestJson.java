package io.github.vertxnghttp2.service;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

import java.util.Base64;
import java.util.List;

/** The JSON form of a {@link ServiceRequest}. What is wrong in it is told with its path. */
final class RequestJson {
  private static final List<String> BODIES = List.of("body", "text", "json");
  private static final List<String> KEYS = List.of("method", "url", "headers", "trailers", "body", "text", "json", "timeout",
    "connect");

  private RequestJson() {
  }

  static JsonObject write(ServiceRequest request) {
    JsonObject json = new JsonObject().put("method", request.getMethod()).put("url", request.getUrl());
    if (!request.getHeaders().isEmpty()) {
      json.put("headers", FieldsJson.write(request.getHeaders()));
    }
    if (!request.getTrailers().isEmpty()) {
      json.put("trailers", FieldsJson.write(request.getTrailers()));
    }
    if (request.getBody().length() > 0) {
      json.put("body", base64(request.getBody()));
    }
    if (request.getTimeout() > 0) {
      json.put("timeout", request.getTimeout());
    }
    return request.getConnect() == null ? json : json.put("connect", request.getConnect());
  }

  static void read(JsonObject json, ServiceRequest request) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("unknown key request." + key + "; allowed are " + String.join(", ", KEYS));
      }
    }
    if (json.containsKey("method")) {
      request.setMethod(string(json, "method"));
    }
    request.setUrl(string(json, "url"));
    FieldsJson.read(json, "headers", "request", request.getHeaders());
    FieldsJson.read(json, "trailers", "request", request.getTrailers());
    readBody(json, request);
    if (json.containsKey("timeout")) {
      request.setTimeout(timeout(json.getValue("timeout")));
    }
    if (json.containsKey("connect")) {
      request.setConnect(string(json, "connect"));
    }
    request.origin();
  }

  private static String string(JsonObject json, String key) {
    if (json.getValue(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(json.containsKey(key)
      ? "request." + key + " is " + Json.encode(json.getValue(key)) + "; it must be a string" : "request." + key + " is missing");
  }

  private static long timeout(Object value) {
    if ((value instanceof Integer || value instanceof Long) && ((Number) value).longValue() > 0) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException("request.timeout is " + Json.encode(value)
      + "; it must be a whole number of milliseconds, at least 1");
  }

  private static void readBody(JsonObject json, ServiceRequest request) {
    List<String> given = BODIES.stream().filter(json::containsKey).toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException("request." + given.get(0) + " and request." + given.get(1)
        + " are both given; a request has at most one of " + String.join(", ", BODIES));
    }
    if (given.contains("body")) {
      request.setBody(bytes(string(json, "body")));
    } else if (given.contains("text")) {
      request.setBody(Buffer.buffer(string(json, "text")));
      defaultType(request, "text/plain;charset=utf-8");
    } else if (given.contains("json")) {
      request.setBody(Json.encodeToBuffer(json.getValue("json")));
      defaultType(request, "application/json");
    }
  }

  private static void defaultType(ServiceRequest request, String type) {
    if (!request.getHeaders().contains("content-type")) {
      request.putHeader("content-type", type);
    }
  }

  /** base64url, RFC 4648 section 5, without padding. */
  static String base64(Buffer bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.getBytes());
  }

  /** Both alphabets of RFC 4648, with or without padding. */
  private static Buffer bytes(String text) {
    try {
      return Buffer.buffer(Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("request.body must be base64 or base64url: " + e.getMessage(), e);
    }
  }
}
