package io.github.vertxnghttp2.http.engine;

import io.netty.buffer.Unpooled;
import io.vertx.core.http.impl.AltSvcEvent;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.Origin;
import io.vertx.core.net.HostAndPort;

/** Reads ALTSVC frames, RFC 7838 section 4. */
final class AlternativeServices {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private AlternativeServices() {
  }

  /**
   * The alternative services that a frame names, or {@code null} if the frame is malformed or to be ignored: the origin
   * must be named on stream 0, and only there.
   *
   * @param authority of the request, for the origin of a frame on its stream
   */
  static AltSvcEvent of(int streamId, HostAndPort authority, boolean ssl, byte[] payload) {
    AltSvcEvent event = parsed(payload);
    boolean onConnection = streamId == 0;
    if (event == null || (event.origin != null) != onConnection) {
      return null;
    }
    return onConnection ? event : new AltSvcEvent(origin(authority, ssl), event.altSvc);
  }

  /** For some malformed payloads Vert.x's parser returns {@code null}, for others it throws. */
  private static AltSvcEvent parsed(byte[] payload) {
    try {
      return HttpUtils.parseAltSvcFrame(Unpooled.wrappedBuffer(payload));
    } catch (RuntimeException | AssertionError e) {
      return null;
    }
  }

  private static Origin origin(HostAndPort authority, boolean ssl) {
    int port = authority.port() > 0 ? authority.port() : ssl ? HTTPS : HTTP;
    return new Origin(ssl ? "https" : "http", authority.host(), port);
  }
}
