package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;

/**
 * The address on which a server listens, or to which a client connects.
 *
 * @param path the path of a unix domain socket; {@code null} for host and port
 */
public record ServerAddress(String host, int port, String path) {

  /** @throws IllegalArgumentException if the options name both a unix domain socket and host or port */
  public static ServerAddress of(ServerOptions options) {
    boolean elsewhere = options.getPort() != NetServerOptions.DEFAULT_PORT
      || !NetServerOptions.DEFAULT_HOST.equals(options.getHost());
    if (options.getPath() != null && elsewhere) {
      throw new IllegalArgumentException("path is \"" + options.getPath() + "\", and host and port are "
        + options.getHost()
        + ":" + options.getPort() + "; a server listens on a unix domain socket, or on host and port");
    }
    return new ServerAddress(options.getHost(), options.getPort(), options.getPath());
  }

  public static ServerAddress of(ClientOptions options) {
    return new ServerAddress(options.getHost(), options.getPort(), options.getPath());
  }

  /** The authority of a request to this server, RFC 3986 section 3.2. */
  public static String authority(ClientOptions options) {
    boolean defaultPort = options.getPort() == (options.isSsl() ? 443 : 80);
    String host = options.getHost().indexOf(':') >= 0 ? "[" + options.getHost() + "]" : options.getHost();
    return defaultPort ? host : host + ":" + options.getPort();
  }

  public boolean isUnix() {
    return path != null;
  }

  /** @throws IllegalArgumentException if the transport of Vert.x has no unix domain sockets */
  public ServerAddress checkedFor(VertxInternal vertx) {
    if (isUnix() && !vertx.transport().supportsDomainSockets()) {
      throw new IllegalArgumentException("path is \"" + path + "\", but the transport of this Vert.x ("
        + vertx.transport().getClass().getSimpleName()
        + ") has no unix domain sockets; take host and port, or a transport that"
        + " has them: NIO, or with preferNativeTransport and its jar on the class path epoll, io_uring or kqueue");
    }
    return this;
  }

  public SocketAddress address() {
    return isUnix() ? SocketAddress.domainSocketAddress(path) : SocketAddress.inetSocketAddress(port, host);
  }

  /**
   * Returns the same as {@link #address}, but port 0 for a negative port. With a negative port, the servers of one
   * Vert.x share a free port.
   */
  public SocketAddress addressForMetrics() {
    return new ServerAddress(host, Math.max(0, port), path).address();
  }

  @Override
  public String toString() {
    return isUnix() ? "unix:" + path : host + ":" + port;
  }
}
