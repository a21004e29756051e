package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TCPSSLOptions;

import java.util.List;

/** TLS as HTTP/2 needs it: ALPN with h2 (RFC 9113 section 3.2), OpenSSL where it is on the class path. */
final class Tls {
  private static final List<String> H2 = List.of("h2");

  private Tls() {
  }

  static ServerOptions prepare(ServerOptions options) {
    if (options.isSsl()) {
      if (options.getKeyCertOptions() == null) {
        throw new IllegalArgumentException("ssl is true, but there is no certificate: set keyCertOptions, for example with"
          + " a PemKeyCertOptions of certPath and keyPath");
      }
      engine(options);
      options.getSslOptions().setApplicationLayerProtocols(H2);
    }
    return options;
  }

  static ClientOptions prepare(ClientOptions options) {
    if (options.isSsl()) {
      engine(options);
      options.getSslOptions().setApplicationLayerProtocols(H2);
    }
    return options;
  }

  private static void engine(TCPSSLOptions options) {
    options.setUseAlpn(true);
    if (options.getSslEngineOptions() == null && OpenSSLEngineOptions.isAlpnAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
  }
}
