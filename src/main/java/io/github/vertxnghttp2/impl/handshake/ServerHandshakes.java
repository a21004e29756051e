package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.buffer.ByteBuf;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

/** The server whose connections the handshakes start. It takes over each connection on which the client uses HTTP/2. */
public interface ServerHandshakes {
  ServerOptions options();

  /** Called when the client has begun with the connection preface. The bytes of the preface are passed on next. */
  void begin(NetSocketInternal socket);

  /**
   * Called when the client has upgraded a request to h2c.
   *
   * @param settingsPayload the decoded value of the field HTTP2-Settings
   * @param head the head of the request, which gets stream 1
   * @param body the body of the request; the caller releases it
   */
  void beginUpgraded(NetSocketInternal socket, byte[] settingsPayload, HeaderList head, ByteBuf body);

  /**
   * Logs and counts a client that did not send what the handshake needs within handshakeTimeout.
   *
   * @param missing what the client did not send
   */
  LimitReached timedOut(SocketAddress peer, String missing);
}
