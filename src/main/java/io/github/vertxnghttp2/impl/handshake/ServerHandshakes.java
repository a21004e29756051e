package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.buffer.ByteBuf;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

/** The server on whose connections the handshakes run. It takes each connection over that turns out to be HTTP/2. */
public interface ServerHandshakes {
  ServerOptions options();

  /** The client has begun with the connection preface, which is passed on next. */
  void begin(NetSocketInternal socket);

  /**
   * The client has upgraded a request to h2c.
   *
   * @param settingsPayload of the field HTTP2-Settings
   * @param head of the request, which has stream 1
   * @param body of the request; it belongs to the caller
   */
  void beginUpgraded(NetSocketInternal socket, byte[] settingsPayload, HeaderList head, ByteBuf body);

  /**
   * Logs and counts a client that did not send something within handshakeTimeout.
   *
   * @param missing what the client did not send
   */
  LimitReached timedOut(SocketAddress peer, String missing);
}
