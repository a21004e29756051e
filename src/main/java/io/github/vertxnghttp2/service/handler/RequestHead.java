package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import java.util.LinkedHashMap;
import java.util.Map;

/** The head of a request that arrived over the bus. */
record RequestHead(HttpMethod method, String scheme, String authority, String uri, String remote, String route,
                   Map<String, String> params, MultiMap headers) {
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
      in.string("uri"), in.optionalString("remote"), in.optionalString("route"), params, in.fields("headers"));
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
      path, message.get(MessageHeaders.REMOTE), message.get(MessageHeaders.ROUTE), params, fields);
  }

  private static HttpMethod method(String name) {
    try {
      return HttpMethod.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("method is \"" + name + "\"; it must be a token, RFC 9110 section 5.6.2");
    }
  }
}
