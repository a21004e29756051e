package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.JsonFields;
import io.github.vertxnghttp2.service.bus.JsonReader;
import io.github.vertxnghttp2.service.bus.MalformedMessageException;
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
      json.put("headers", JsonFields.write(request.getHeaders()));
    }
    if (!request.getTrailers().isEmpty()) {
      json.put("trailers", JsonFields.write(request.getTrailers()));
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
    checkKeys(json, request.place(), KEYS);
    JsonReader in = new JsonReader(json, request.place() + ".");
    if (json.containsKey("method")) {
      request.setMethod(in.string("method"));
    }
    request.setUrl(in.string("url"));
    request.getHeaders().addAll(in.fields("headers"));
    request.getTrailers().addAll(in.fields("trailers"));
    readBody(json, in, request);
    if (json.containsKey("timeout")) {
      request.setTimeout(in.number("timeout", 1, JsonReader.MAX_NUMBER));
    }
    if (json.containsKey("connect")) {
      request.setConnect(in.string("connect"));
    }
    request.origin();
  }

  static void checkKeys(JsonObject json, String place, List<String> allowed) {
    for (String key : json.fieldNames()) {
      if (!allowed.contains(key)) {
        throw new MalformedMessageException("unknown key " + place + "." + key + "; allowed are " + String.join(", ", allowed));
      }
    }
  }

  private static void readBody(JsonObject json, JsonReader in, ServiceRequest request) {
    List<String> given = BODIES.stream().filter(json::containsKey).toList();
    if (given.size() > 1) {
      throw new MalformedMessageException(request.place() + "." + given.get(0) + " and " + request.place() + "." + given.get(1)
        + " are both given; a request has at most one of " + String.join(", ", BODIES));
    }
    if (given.contains("body")) {
      request.setBody(in.bytes("body"));
    } else if (given.contains("text")) {
      request.setBody(Buffer.buffer(in.string("text")));
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
}
