package io.github.vertxnghttp2.impl.handshake;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

/** The address of the other end of a socket. */
public final class PeerAddress {
  private PeerAddress() {
  }

  /**
   * The remote address. A client's unix domain socket usually has no name, and Vert.x on NIO then reports the working
   * directory; this returns the server's name instead, as the native transports do.
   */
  public static SocketAddress of(NetSocketInternal socket) {
    SocketAddress remote = socket.remoteAddress();
    boolean nameless = remote.isDomainSocket()
      && socket.channelHandlerContext().channel().remoteAddress().toString().isEmpty();
    return nameless ? socket.localAddress() : remote;
  }
}
