package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.http.engine.EngineServer;
import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.testing.LogLines;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Servers and clients of Vert.x with TLS by OpenSSL and by the JDK. The log says which. */
@Timeout(120)
class VertxOpenSslIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  @TempDir
  Path directory;

  private void exchange(SSLEngineOptions engine, String named) throws Exception {
    Certificate certificate = Certificate.create(directory, "tls", "localhost");
    compare.options(new HttpServerOptions().setSsl(true).setUseAlpn(true).setSslEngineOptions(engine)
      .setKeyCertOptions(new PemKeyCertOptions().setKeyPath(certificate.key()).setCertPath(certificate.cert())),
      new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setSsl(true).setUseAlpn(true)
        .setSslEngineOptions(engine).setTrustAll(true).setVerifyHost(false));
    try (LogLines log = LogLines.of(EngineServer.class.getName())) {
      compare.ofPairs((vertx, events) -> request -> request.body().onSuccess(request.response()::end), client -> {
        client.get("/");
        client.post("/large", Buffer.buffer("0123456789".repeat(100_000)));
      });
      assertTrue(log.contains("HTTP/2 of the server https://localhost:", "served by nghttp2", "TLS by " + named),
        log::toString);
    }
  }

  @Test
  void the_JDK() throws Exception {
    exchange(new JdkSSLEngineOptions(), "the JDK");
  }

  @Test
  void OpenSSL() throws Exception {
    assumeTrue(OpenSsl.isAvailable(), "no natives of netty-tcnative for this machine");
    exchange(new OpenSSLEngineOptions(), OpenSsl.versionString());
  }
}
