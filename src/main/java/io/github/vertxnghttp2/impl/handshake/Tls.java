package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TCPSSLOptions;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import java.util.List;
import java.util.Locale;

/**
 * Sets the TLS options that HTTP/2 needs: ALPN with h2 (RFC 9113 section 3.2), and OpenSSL if it is on the class path.
 */
public final class Tls {
  private static final List<String> H2 = List.of("h2");

  private Tls() {
  }

  public static ServerOptions prepare(ServerOptions options) {
    if (options.isSsl()) {
      if (options.getKeyCertOptions() == null) {
        throw new IllegalArgumentException(
          "ssl is true, but there is no certificate: set keyCertOptions, for example with"
            + " a PemKeyCertOptions of certPath and keyPath");
      }
      engine(options);
      options.getSslOptions().setApplicationLayerProtocols(H2);
    }
    return options;
  }

  /** Returns new options for a server with TLS. */
  public static ServerSSLOptions prepare(ServerSSLOptions options) {
    if (options.getKeyCertOptions() == null) {
      throw new IllegalArgumentException("there is no certificate: set keyCertOptions");
    }
    options.setUseAlpn(true);
    return options.setApplicationLayerProtocols(H2);
  }

  public static ClientOptions prepare(ClientOptions options) {
    if (options.isSsl()) {
      engine(options);
      options.getSslOptions().setApplicationLayerProtocols(H2);
      if (options.isTrustAll()) { // without trust, the name in a certificate proves nothing
        options.setHostnameVerificationAlgorithm("");
      }
    }
    return options;
  }

  /** Explains why a client could not connect: the server does not support HTTP/2, or the root cause has the reason. */
  public static Throwable explained(Throwable failure, ClientOptions options) {
    if (!(failure instanceof SSLException)) {
      return failure;
    }
    String reason = reason(failure);
    ServerAddress server = ServerAddress.of(options);
    if (says(reason, "no application protocol")) {
      return new ProtocolException("the server at " + server + " offers no HTTP/2: it refused \"h2\" in ALPN", failure);
    }
    SSLException explained = new SSLHandshakeException("TLS with " + server + " failed: " + reason);
    explained.initCause(failure);
    return explained;
  }

  /**
   * Explains why a server could not accept a client. The explanation names the options that apply to the client's
   * certificate.
   */
  public static String explained(Throwable failure, ServerOptions options) {
    String reason = reason(failure);
    if (failure instanceof SSLException && options.getClientAuth() != ClientAuth.NONE) {
      if (says(reason, "empty client certificate chain") || says(reason, "peer did not return a certificate")) {
        return "a client was refused: it has no certificate, and clientAuth is " + options.getClientAuth() + " ("
          + reason + ")";
      }
      if (says(reason, "pkix") || says(reason, "certificate verify failed") || says(reason, "certification path")) {
        return "a client was refused: its certificate is not one of those that trustOptions trust (" + reason + ")";
      }
    }
    return "a connection failed: " + reason;
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /**
   * Whether the reason contains the words. Case and underscores are ignored, because the JDK and OpenSSL differ in
   * them.
   */
  private static boolean says(String reason, String words) {
    return reason.toLowerCase(Locale.ROOT).replace('_', ' ').contains(words);
  }

  private static void engine(TCPSSLOptions options) {
    options.setUseAlpn(true);
    if (options.getSslEngineOptions() == null && OpenSSLEngineOptions.isAlpnAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
  }
}
