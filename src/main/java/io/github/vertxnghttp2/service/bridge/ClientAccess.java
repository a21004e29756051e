package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;

/** Who can connect to a listener. */
final class ClientAccess {

  private ClientAccess() {
  }

  /**
   * @param listener {@code null} if there is none
   * @throws IllegalArgumentException if clients on other hosts need no certificate
   */
  static void check(NetServerOptions listener, String path) {
    if (listener == null || isLoopback(listener.getHost())) {
      return;
    }
    if (!listener.isSsl() || listener.getClientAuth() != ClientAuth.REQUIRED || listener.getTrustOptions() == null) {
      throw new IllegalArgumentException(path + ".host is \"" + listener.getHost() + "\", which other hosts can reach;"
        + " then " + path + " must have ssl, clientAuth REQUIRED, and pemTrustOptions or another kind of trust for the"
        + " certificates of clients. allowAnyClient is for networks that keep strangers away");
    }
  }

  /** A name other than localhost is not looked up. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("::1");
  }
}
