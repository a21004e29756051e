package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.identity.SignedTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.FileInputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Clients with certificates. */
class CertificateRoutesIT extends ServerVerticleCase {
  private static final String NAME = "localhost";
  @TempDir
  private static Path certs;
  private static Certificate server;
  private static Certificate client;
  private static Certificate plain;

  private final SignedTokens signer = new SignedTokens(vertx);

  @BeforeAll
  static void certify() {
    server = Certificate.create(certs, "server", NAME);
    client = Certificate.create(certs, "client", "/O=Shop, Inc/CN=a client",
      "DNS:a.example,URI:spiffe://example.org/a,IP:192.0.2.1,email:a@example.org,RID:1.2.3");
    plain = Certificate.create(certs, "plain", "/CN=plain", "DNS:plain.example");
  }

  private void serve(String clientAuth, JsonObject... routes) {
    JsonObject config = config(routes).put("tokens", signer.options());
    config.getJsonArray("listeners").getJsonObject(0).put("ssl", true).put("clientAuth", clientAuth)
      .put("pemKeyCertOptions", new JsonObject().put("certPath", server.cert()).put("keyPath", server.key()))
      .put("pemTrustOptions", new JsonObject().put("certPaths", new JsonArray().add(client.cert()).add(plain.cert())));
    await(RequestConsumer.create(vertx, "a", request -> request.response().end(request.identity().encode())).listen());
    deploy(1, config);
  }

  private ClientSession connect(Certificate own) {
    ClientOptions options = new ClientOptions().setHost("127.0.0.1").setPort(port).setSsl(true)
      .setTrustOptions(new PemTrustOptions().addCertPath(server.cert()));
    if (own != null) {
      options.setKeyCertOptions(new PemKeyCertOptions().setCertPath(own.cert()).setKeyPath(own.key()));
    }
    return await(ClientSession.connect(vertx, options, NAME));
  }

  private static JsonObject identity(ClientSession session) {
    return new JsonObject(text(await(session.get("/a").send())));
  }

  private static X509Certificate decoded(Certificate certificate) throws Exception {
    try (FileInputStream in = new FileInputStream(certificate.cert())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @ParameterizedTest
  @CsvSource({"unary, buffer", "unary, json", "stream, buffer", "stream, json"})
  void the_names_of_the_certificate_reach_the_handler(String mode, String form) throws Exception {
    serve("REQUIRED", route("/a", "a").put("mode", mode).put("form", form));
    X509Certificate expected = decoded(client);
    ClientSession session = connect(client);
    for (int i = 0; i < 2; i++) { // the second time it is not decoded again
      assertEquals(new JsonObject().put("certificate", new JsonObject()
        .put("subject", "CN=a client,O=Shop\\, Inc")
        .put("issuer", "CN=a client,O=Shop\\, Inc")
        .put("serial", expected.getSerialNumber().toString(16))
        .put("fingerprint", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected
          .getEncoded())))
        .put("sans", new JsonArray().add("DNS:a.example").add("URI:spiffe://example.org/a").add("IP:192.0.2.1")
          .add("email:a@example.org"))), identity(session));
    }
  }

  @Test
  void each_connection_has_its_own_certificate() {
    serve("REQUIRED", route("/a", "a"));
    assertEquals("CN=a client,O=Shop\\, Inc", identity(connect(client)).getJsonObject("certificate").getString(
      "subject"));
    assertEquals("CN=plain", identity(connect(plain)).getJsonObject("certificate").getString("subject"));
  }

  @Test
  void a_client_may_have_no_certificate_if_it_is_only_requested() {
    serve("REQUEST", route("/a", "a"));
    assertEquals(new JsonObject(), identity(connect((Certificate) null)));
    assertEquals("CN=plain", identity(connect(plain)).getJsonObject("certificate").getString("subject"));
  }

  @Test
  void a_certificate_that_was_not_asked_for_is_none() {
    serve("NONE", route("/a", "a"));
    assertEquals(new JsonObject(), identity(connect(client)));
  }

  @Test
  void certificate_and_claims_are_there_together() {
    serve("REQUIRED", route("/a", "a").put("token", "required"));
    JsonObject claims = new JsonObject().put("sub", "alice");
    JsonObject identity = new JsonObject(text(await(connect(plain).get("/a").putHeader("authorization", "Bearer "
      + signer.sign(claims)).send())));
    assertEquals("CN=plain", identity.getJsonObject("certificate").getString("subject"));
    assertEquals(claims, identity.getJsonObject("claims"));
  }

  @Test
  void a_rate_limit_may_count_by_certificate() {
    serve("REQUEST", route("/a", "a").put("rateLimit", new JsonObject().put("requests", 1).put("period", 86_400_000)
      .put("by", "certificate")));
    assertEquals(200, await(connect(client).get("/a").send()).status());
    assertEquals(429, await(connect(client).get("/a").send()).status());
    assertEquals(200, await(connect(plain).get("/a").send()).status());
    assertEquals(200, await(connect((Certificate) null).get("/a").send()).status());
    assertEquals(429, await(connect((Certificate) null).get("/a").send()).status());
  }
}
