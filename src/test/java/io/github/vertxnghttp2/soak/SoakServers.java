package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.net.SelfSignedCertificate;

import java.util.List;

/** The servers that stay: cleartext, TLS, and one that is strict with its clients. */
final class SoakServers {
  /** How often in ten seconds the strict one lets cheap frames pass. */
  static final int STRICT_LIMIT = 40;
  /** For how long the strict one waits for anything, in milliseconds. */
  static final int STRICT_PATIENCE = 700;
  /** For how long it waits for preface and SETTINGS, which most clients have to send in time on a busy machine, too. */
  private static final int HANDSHAKE_PATIENCE = 2500;
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final SoakHandler responses;
  private final ServerSession plain;
  private final ServerSession tls;
  private final ServerSession strict;

  SoakServers(Site site) {
    responses = new SoakHandler(site);
    plain = server(site, options());
    tls = server(site, options().setSsl(true).setKeyCertOptions(CERTIFICATE.keyCertOptions()));
    strict = server(site, strictOptions());
  }

  /** Those of a server on a port that the system chooses. */
  static ServerOptions options() {
    return new ServerOptions().setHost("127.0.0.1").setPort(0);
  }

  /** Those of a client of one. */
  static ClientOptions clientOptions(int port) {
    return new ClientOptions().setHost("localhost").setPort(port);
  }

  private static ServerOptions strictOptions() {
    Http2Options http2 = new Http2Options().setHandshakeTimeout(HANDSHAKE_PATIENCE).setSendTimeout(STRICT_PATIENCE)
      .setKeepAliveInterval(STRICT_PATIENCE).setKeepAliveTimeout(STRICT_PATIENCE);
    http2.getLimits().setMaxPings(STRICT_LIMIT).setMaxSettings(STRICT_LIMIT).setMaxResets(STRICT_LIMIT)
      .setMaxEmptyData(STRICT_LIMIT).setMaxOtherFrames(STRICT_LIMIT).setMaxPriorities(STRICT_LIMIT).setMaxContinuations(
        4)
      .setMaxProvokedResets(STRICT_LIMIT);
    http2.getSettings().setMaxHeaderListSize(4000).setMaxConcurrentStreams(50);
    return options().setHttp2(http2).setHeadersTimeout(STRICT_PATIENCE).setBodyTimeout(STRICT_PATIENCE);
  }

  private ServerSession server(Site site, ServerOptions options) {
    return ServerSession.create(site.vertx(), options).requestHandler(responses)
      .exceptionHandler(cause -> site.tally().count("server, connection failed: " + Tally.kind(cause)));
  }

  Future<?> open() {
    return Future.all(plain.listen(), tls.listen(), strict.listen());
  }

  Future<?> close() {
    return Future.all(plain.close(), tls.close(), strict.close());
  }

  SoakHandler handler() {
    return responses;
  }

  int port() {
    return plain.actualPort();
  }

  int strictPort() {
    return strict.actualPort();
  }

  ClientOptions plainClient() {
    return clientOptions(plain.actualPort());
  }

  ClientOptions upgradingClient() {
    return plainClient().setCleartext(ClientOptions.Cleartext.UPGRADE);
  }

  ClientOptions tlsClient() {
    return clientOptions(tls.actualPort()).setSsl(true).setTrustOptions(CERTIFICATE.trustOptions());
  }

  /** What all servers count. */
  List<Http2Metrics> metrics() {
    return List.of(plain.metrics(), tls.metrics(), strict.metrics());
  }
}
