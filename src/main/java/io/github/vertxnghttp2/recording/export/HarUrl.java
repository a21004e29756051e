package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The URL of an exchange, made of what its head says. */
final class HarUrl {
  private HarUrl() {
  }

  /** An absolute URL. Characters that cannot be in one are percent-encoded. */
  static String of(RecordedConnection connection, RecordedExchange exchange) {
    String authority = exchange.authority();
    if (authority == null || authority.isEmpty()) {
      authority = connection.side() == Side.SERVER ? connection.localAddress() : connection.remoteAddress();
    }
    String target = exchange.target() == null ? "" : exchange.target();
    return (connection.tls() == null ? "http://" : "https://") + encoded(authority)
      + (target.startsWith("/") ? "" : "/") + encoded(target);
  }

  private static String encoded(String text) {
    StringBuilder url = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c > ' ' && c < 0x7f && "\"<>\\^`{|}#".indexOf(c) < 0) {
        url.append(c);
      } else {
        url.append(String.format("%%%02X", (int) c));
      }
    }
    return url.toString();
  }

  /** The parameters of a URL. */
  static JsonArray query(String url) {
    JsonArray query = new JsonArray();
    int at = url.indexOf('?');
    if (at >= 0 && at < url.length() - 1) {
      for (String pair : url.substring(at + 1).split("&")) {
        int equals = pair.indexOf('=');
        query.add(new JsonObject().put("name", decoded(equals < 0 ? pair : pair.substring(0, equals)))
          .put("value", equals < 0 ? "" : decoded(pair.substring(equals + 1))));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign without two digits
    }
  }
}
