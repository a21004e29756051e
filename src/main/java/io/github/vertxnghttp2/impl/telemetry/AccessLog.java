package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.AccessLogFormat;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes one line for each request that has ended. */
final class AccessLog {
  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.access");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
    .withZone(ZoneId.systemDefault());

  private final AccessLogFormat format;

  private AccessLog(AccessLogFormat format) {
    this.format = format;
  }

  /** @return {@code null} for {@code NONE} */
  static AccessLog of(AccessLogFormat format) {
    return format == AccessLogFormat.NONE ? null : new AccessLog(format);
  }

  void write(AccessEntry entry) {
    if (LOG.isLoggable(System.Logger.Level.INFO)) {
      LOG.log(System.Logger.Level.INFO, line(entry));
    }
  }

  String line(AccessEntry entry) {
    return switch (format) {
      case COMMON -> common(entry).toString();
      case COMBINED -> combined(entry);
      default -> json(entry);
    };
  }

  // --- Apache's formats ---

  private static StringBuilder common(AccessEntry entry) {
    ObservedRequest request = entry.request();
    StringBuilder line = new StringBuilder(160).append(host(request.remoteAddress())).append(" - - [");
    TIME.formatTo(entry.began(), line);
    line.append("] \"");
    escape(request.method().name(), line);
    line.append(' ');
    escape(target(request), line);
    line.append(" HTTP/2.0\" ").append(entry.response() == null ? "-" : Integer.toString(entry.response()
      .statusCode()));
    return line.append(' ').append(entry.bytesOut() == 0 ? "-" : Long.toString(entry.bytesOut()));
  }

  private static String combined(AccessEntry entry) {
    StringBuilder line = common(entry);
    quoted(entry.request().headers().get("referer"), line);
    quoted(entry.request().headers().get("user-agent"), line);
    return line.toString();
  }

  private static void quoted(String value, StringBuilder line) {
    line.append(" \"");
    escape(value == null ? "-" : value, line);
    line.append('"');
  }

  private static String host(SocketAddress peer) {
    return peer == null ? "-" : peer.isDomainSocket() ? "unix:" : peer.hostAddress();
  }

  /** The path, or the authority of a CONNECT, which has no path. */
  private static String target(ObservedRequest request) {
    return request.uri().isEmpty() ? String.valueOf(request.authority()) : request.uri();
  }

  /** Escapes unprintable bytes, quotation marks and backslashes, as Apache does. */
  private static void escape(String value, StringBuilder line) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        line.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7f) {
        line.append((char) b);
      } else {
        line.append("\\x").append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
      }
    }
  }

  // --- JSON ---

  private static String json(AccessEntry entry) {
    ObservedRequest request = entry.request();
    JsonObject json = new JsonObject()
      .put("time", entry.began().toString())
      .put("remote", String.valueOf(request.remoteAddress()))
      .put("protocol", "HTTP/2")
      .put("streamId", request.streamId())
      .put("method", request.method().name());
    put(json, "scheme", request.scheme());
    put(json, "authority", request.authority());
    put(json, "uri", request.uri());
    put(json, "route", entry.route());
    if (entry.pushed()) {
      json.put("pushed", true);
    }
    if (entry.response() != null) {
      json.put("status", entry.response().statusCode()).put("firstByteMicros", entry.firstByteNanos() / 1000);
    }
    json.put("totalMicros", entry.totalNanos() / 1000).put("bytesIn", entry.bytesIn()).put("bytesOut",
      entry.bytesOut());
    put(json, "referer", request.headers().get("referer"));
    put(json, "userAgent", request.headers().get("user-agent"));
    if (entry.reset() != null) {
      json.put("reset", entry.reset().hasCode() ? ErrorCode.nameOf(entry.reset().code()) : "CONNECTION_LOST")
        .put("resetBy", entry.reset().initiator().name().toLowerCase(Locale.ROOT));
    }
    return printable(json.encode());
  }

  private static void put(JsonObject json, String key, String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  /**
   * Also escapes DEL, the C1 control characters and Unicode's line separators. JSON allows them, but terminals execute
   * them.
   */
  private static String printable(String json) {
    StringBuilder escaped = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029) {
        if (escaped == null) {
          escaped = new StringBuilder(json.length() + 16).append(json, 0, i);
        }
        escaped.append(String.format("\\u%04x", (int) c));
      } else if (escaped != null) {
        escaped.append(c);
      }
    }
    return escaped == null ? json : escaped.toString();
  }
}
