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

/** TLS as HTTP/2 needs it: ALPN with h2 (RFC 9113 section 3.2), OpenSSL where it is on the class path. */
public final class Tls {
  private static final List<String> H2 = List.of("h2");

  private Tls() {
  }

  public static ServerOptions prepare(ServerOptions options) {
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

  /** New options for a server that has TLS. */
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
      if (options.isTrustAll()) { // a name proves nothing in a certificate that anybody can have made
        options.setHostnameVerificationAlgorithm("");
      }
    }
    return options;
  }

  /** What a failed connection tells: a handshake that failed for ALPN's sake, and the reason that Vert.x leaves in the cause. */
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

  /** What a server tells of a client that came to nothing: of its certificate, in the words of the options. */
  public static String explained(Throwable failure, ServerOptions options) {
    String reason = reason(failure);
    if (failure instanceof SSLException && options.getClientAuth() != ClientAuth.NONE) {
      if (says(reason, "empty client certificate chain") || says(reason, "peer did not return a certificate")) {
        return "a client was refused: it has no certificate, and clientAuth is " + options.getClientAuth() + " (" + reason + ")";
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

  /** The JDK and OpenSSL write the same in different ways. */
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
