package io.github.vertxnghttp2.impl.handshake;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

/** The address of the other end of a socket. */
public final class PeerAddress {
  private PeerAddress() {
  }

  /**
   * Returns the remote address. The unix domain socket of a client usually has no name. Vert.x on NIO then reports the
   * working directory. This method returns the name of the server's socket instead, as the native transports do.
   */
  public static SocketAddress of(NetSocketInternal socket) {
    SocketAddress remote = socket.remoteAddress();
    boolean nameless = remote.isDomainSocket()
      && socket.channelHandlerContext().channel().remoteAddress().toString().isEmpty();
    return nameless ? socket.localAddress() : remote;
  }
}
