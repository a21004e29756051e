package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** One exchange as an entry of a HAR file. */
final class HarEntry {
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'",
    Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RecordedConnection connection;
  private final RecordedExchange exchange;
  private final long startedAt;
  private final long sentFrom;
  private final long sentTo;
  private final long respondedAt;
  private final long endedAt;

  /** @param takenAt stands for the end of what has not ended */
  HarEntry(RecordedConnection connection, RecordedExchange exchange, long takenAt) {
    this.connection = connection;
    this.exchange = exchange;
    long now = connection.isOpen() ? takenAt : connection.closedAt();
    long end = exchange.isOpen() ? now : exchange.endAt();
    long head = exchange.requestHeadAt() != 0 ? exchange.requestHeadAt()
      : exchange.queuedAt() != 0 ? end : first(exchange.requestEndAt(), exchange.responseHeadAt(), end);
    startedAt = exchange.queuedAt() != 0 ? exchange.queuedAt() : head;
    sentFrom = Math.max(head, startedAt);
    long responseHead = exchange.responseHeadAt() != 0 ? exchange.responseHeadAt() : end;
    // A response may begin before the request ends. The times of HAR come one after the other.
    long sent = exchange.requestEndAt() != 0 ? exchange.requestEndAt() : responseHead;
    sentTo = Math.max(sentFrom, Math.min(sent, responseHead));
    respondedAt = Math.max(sentTo, responseHead);
    endedAt = Math.max(respondedAt, end);
  }

  private static long first(long... times) {
    for (long time : times) {
      if (time != 0) {
        return time;
      }
    }
    return 0;
  }

  /** When it was queued, or when the head of the request was sent: microseconds since the epoch. */
  long startedAt() {
    return startedAt;
  }

  /** ISO 8601 with milliseconds. */
  static String dateTime(long micros) {
    return DATE_TIME.format(Instant.ofEpochMilli(micros / 1000));
  }

  JsonObject json(String page) {
    JsonObject json = new JsonObject().put("pageref", page).put("startedDateTime", dateTime(startedAt))
      .put("time", (endedAt - startedAt) / 1e3).put("request", request()).put("response", response())
      .put("cache", new JsonObject()).put("timings", timings()).put("connection", String.valueOf(connection.id()))
      .put("_resourceType", resourceType()).put("_streamId", exchange.streamId());
    String server = connection.side() == Side.SERVER ? connection.localAddress() : connection.remoteAddress();
    int port = server.lastIndexOf(':');
    if (port > 0) {
      json.put("serverIPAddress", server.substring(0, port).replaceAll("[\\[\\]]", ""));
    }
    JsonArray labels = new JsonArray(); // as headers are: names of members cannot hold every text
    new TreeMap<>(exchange.labels()).forEach((name, value) -> labels.add(new JsonObject().put("name", name).put("value",
      value)));
    return json.put("_labels", labels);
  }

  private JsonObject request() {
    String url = HarUrl.of(connection, exchange);
    return new JsonObject().put("method", exchange.method() == null ? "" : exchange.method()).put("url", url)
      .put("httpVersion", "HTTP/2").put("cookies", new JsonArray()).put("headers", headers(exchange.requestFields()))
      .put("queryString", HarUrl.query(url)).put("headersSize", -1).put("bodySize", exchange.requestBytes());
  }

  private JsonObject response() {
    String type = contentType();
    JsonObject content = new JsonObject().put("size", exchange.responseBytes())
      .put("mimeType", type.isEmpty() ? "x-unknown" : type);
    JsonObject json = new JsonObject().put("status", exchange.status()).put("statusText", "")
      .put("httpVersion", "HTTP/2").put("cookies", new JsonArray()).put("headers", headers(exchange.responseFields()))
      .put("content", content).put("redirectURL", field("location")).put("headersSize", -1)
      .put("bodySize", exchange.responseBytes()).put("_transferSize", exchange.responseBytes());
    if (exchange.reset() != RecordedExchange.NOT_RESET) {
      json.put("_error", "reset by " + (exchange.resetBy() == Way.SENT ? "this side" : "the peer") + ": "
        + ErrorCode.nameOf(exchange.reset()));
    } else if (exchange.isOpen()) {
      json.put("_error", "not complete when it was recorded");
    }
    return json;
  }

  private static JsonArray headers(List<Header> fields) {
    JsonArray headers = new JsonArray();
    for (Header field : fields) {
      JsonObject header = new JsonObject().put("name", field.name()).put("value", field.value());
      headers.add(field.sensitive() && field.value().isEmpty() ? header.put("comment", "the value was not recorded")
        : header);
    }
    return headers;
  }

  private String contentType() {
    return field("content-type");
  }

  private String field(String name) {
    return exchange.responseFields().stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst()
      .map(Header::value).orElse("");
  }

  /** What Chromium's network panel sorts exchanges by. */
  private String resourceType() {
    String type = contentType().split("[;\\s]", 2)[0].toLowerCase(Locale.ROOT);
    if (type.startsWith("image/") || type.startsWith("font/")) {
      return type.substring(0, type.indexOf('/'));
    } else if (type.startsWith("audio/") || type.startsWith("video/")) {
      return "media";
    } else if (type.endsWith("javascript")) {
      return "script";
    }
    return switch (type) {
      case "text/html", "application/xhtml+xml" -> "document";
      case "text/css" -> "stylesheet";
      case "text/event-stream" -> "eventsource";
      case "application/manifest+json" -> "manifest";
      case "application/json" -> "fetch";
      default -> "other";
    };
  }

  /** Milliseconds. {@code dns}, {@code connect} and {@code ssl} do not apply to a stream. */
  private JsonObject timings() {
    JsonObject timings = new JsonObject().put("blocked", -1);
    if (exchange.queuedAt() != 0) {
      timings.put("blocked", (sentFrom - startedAt) / 1e3);
    }
    return timings.put("dns", -1).put("connect", -1).put("ssl", -1).put("send", (sentTo - sentFrom) / 1e3)
      .put("wait", (respondedAt - sentTo) / 1e3).put("receive", (endedAt - respondedAt) / 1e3);
  }
}
