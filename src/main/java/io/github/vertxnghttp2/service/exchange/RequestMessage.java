package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.bus.wire.JsonBytes;
import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

/** Writes a request as the message that its handler gets; {@code RequestHead} in {@code handler} reads it. */
final class RequestMessage {

  private RequestMessage() {
  }

  /**
   * The headers of the message in form {@code buffer}. No HTTP/2 client can send fields with the same names, because
   * names that begin with a colon are for pseudo-header fields, and the server rejects those that it does not know.
   *
   * @param timeout milliseconds
   * @param id names the request if it is cancelled
   */
  static MultiMap headers(ServerRequest request, RouteMatch match, long timeout, String id) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add(MessageHeaders.METHOD, request.method().name());
    if (request.scheme() != null) {
      headers.add(MessageHeaders.SCHEME, request.scheme());
    }
    if (request.authority() != null) {
      headers.add(MessageHeaders.AUTHORITY, request.authority());
    }
    headers.add(MessageHeaders.PATH, request.uri()).add(MessageHeaders.ROUTE, match.route().id())
      .add(MessageHeaders.REMOTE, text(request.remoteAddress()))
      .add(MessageHeaders.TIMEOUT, Long.toString(timeout)).add(MessageHeaders.ID, id);
    if (match.requestId() != null) {
      headers.add(MessageHeaders.REQUEST_ID, match.requestId());
    }
    String[] names = match.route().path().names();
    for (int i = 0; i < names.length; i++) {
      headers.add(MessageHeaders.PARAM + names[i], match.parameters()[i]);
    }
    if (match.identity() != null) {
      headers.add(MessageHeaders.IDENTITY, match.identity().text());
    }
    request.headers().forEach((name, value) -> {
      if (name.charAt(0) != ':') { // such a name would pass for a header that the server sets; it is malformed anyway
        headers.add(name, value);
      }
    });
    request.trailers().forEach((name, value) -> headers.add(MessageHeaders.TRAILER + name, value));
    return headers;
  }

  /** The body of the message in form {@code json}. */
  static JsonObject json(ServerRequest request, RouteMatch match, Buffer body) {
    JsonObject message = new JsonObject().put("method", request.method().name());
    if (request.scheme() != null) {
      message.put("scheme", request.scheme());
    }
    if (request.authority() != null) {
      message.put("authority", request.authority());
    }
    message.put("uri", request.uri()).put("path", request.path());
    if (request.query() != null) {
      message.put("query", request.query());
    }
    JsonObject parameters = new JsonObject();
    String[] names = match.route().path().names();
    for (int i = 0; i < names.length; i++) {
      parameters.put(names[i], match.parameters()[i]);
    }
    message.put("params", parameters).put("headers", JsonFields.write(request.headers()));
    MultiMap trailers = request.trailers();
    if (!trailers.isEmpty()) {
      message.put("trailers", JsonFields.write(trailers));
    }
    message.put("remote", text(request.remoteAddress())).put("route", match.route().id());
    if (match.requestId() != null) {
      message.put("requestId", match.requestId());
    }
    if (match.identity() != null) {
      message.put("identity", match.identity().json());
    }
    if (body.length() > 0) {
      message.put("body", JsonBytes.write(body));
    }
    return message;
  }

  private static String text(SocketAddress remote) {
    String host = remote.hostAddress();
    if (host == null) {
      return remote.toString();
    }
    return host.indexOf(':') < 0 ? host + ":" + remote.port() : "[" + host + "]:" + remote.port();
  }
}
