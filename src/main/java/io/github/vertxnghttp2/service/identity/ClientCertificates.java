package io.github.vertxnghttp2.service.identity;

import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.http.ClientAuth;

import javax.net.ssl.SSLPeerUnverifiedException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The certificates of the clients of one listener. Each is decoded once for its connection. Used on the context of one
 * verticle.
 */
public final class ClientCertificates {
  private final Map<Http2Connection, Optional<ClientCertificate>> byConnection = new WeakHashMap<>();

  private ClientCertificates() {
  }

  /** @return {@code null} if the listener does not ask clients for a certificate */
  public static ClientCertificates of(ServerOptions listener) {
    return listener.isSsl() && listener.getClientAuth() != ClientAuth.NONE ? new ClientCertificates() : null;
  }

  /** Returns the certificate of a client, or {@code null} if it has none. */
  public ClientCertificate of(Http2Connection connection) {
    return byConnection.computeIfAbsent(connection, ClientCertificates::read).orElse(null);
  }

  private static Optional<ClientCertificate> read(Http2Connection connection) {
    try {
      List<Certificate> chain = connection.peerCertificates();
      return chain.get(0) instanceof X509Certificate own ? Optional.of(ClientCertificate.of(own)) : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // with REQUEST a client may have none
    }
  }
}
