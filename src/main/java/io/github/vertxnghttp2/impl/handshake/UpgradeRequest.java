package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a request of HTTP/1.1 that asks for the upgrade to h2c, RFC 7540 section 3.2. */
public final class UpgradeRequest {
  /** The field with the client's settings. */
  public static final String SETTINGS = "http2-settings";
  private static final Set<String> NOT_CARRIED_OVER = Set.of("connection", "keep-alive", "proxy-connection",
    "transfer-encoding", "upgrade", SETTINGS, "host", "te");
  private static final int SETTING_BYTES = 6;

  private UpgradeRequest() {
  }

  /** The payload of the SETTINGS frame, or {@code null} if the field is not there exactly once or is malformed. */
  public static byte[] settings(HttpHeaders fields) {
    List<String> values = fields.getAll(SETTINGS);
    if (values.size() != 1) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(values.get(0));
      return payload.length % SETTING_BYTES == 0 && areInRange(ByteBuffer.wrap(payload)) ? payload : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** RFC 9113 section 6.5.2. */
  private static boolean areInRange(ByteBuffer settings) {
    while (settings.hasRemaining()) {
      SettingId id = SettingId.of(settings.getShort() & 0xffff);
      long value = settings.getInt() & 0xffff_ffffL;
      if (id == SettingId.ENABLE_PUSH && value > 1 || id == SettingId.INITIAL_WINDOW_SIZE && value > Integer.MAX_VALUE
        || id == SettingId.MAX_FRAME_SIZE && (value < 1 << 14 || value >= 1 << 24)) {
        return false;
      }
    }
    return true;
  }

  /** Why the request cannot become one of HTTP/2, or {@code null}. */
  public static String problem(HttpRequest request) {
    return problem(request, RequestHeadCheck.Targets.STRICT);
  }

  /** As {@link #problem(HttpRequest)}, for a server that takes what Vert.x's engine takes. */
  public static String lenientProblem(HttpRequest request) {
    return problem(request, RequestHeadCheck.Targets.LENIENT);
  }

  private static String problem(HttpRequest request, RequestHeadCheck.Targets targets) {
    if (request.headers().contains("")) { // Netty lets it pass
      return "it has a field without a name";
    }
    return request.headers().getAll(HttpHeaderNames.HOST).size() > 1 ? "it has more than one host"
      : RequestHeadCheck.problem(head(request), targets);
  }

  /** The head that the request would have over HTTP/2. */
  public static HeaderList head(HttpRequest request) {
    HeaderList head = new HeaderList(request.headers().size() + 4)
      .add(":method", request.method().name())
      .add(":scheme", "http");
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (host != null) {
      head.add(":authority", host);
    }
    head.add(":path", request.uri());
    for (Map.Entry<String, String> field : request.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!NOT_CARRIED_OVER.contains(name)) {
        head.add(name, field.getValue());
      }
    }
    return head;
  }
}
