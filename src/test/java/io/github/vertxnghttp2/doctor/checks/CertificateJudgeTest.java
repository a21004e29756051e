package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.it.Peer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class CertificateJudgeTest {
  @TempDir
  static Path directory;

  private static Certificate file;
  private static X509Certificate certificate;

  @BeforeAll
  static void create() throws Exception {
    file = Certificate.create(directory, "shop", "shop.example");
    certificate = read(Path.of(file.cert()));
  }

  private static X509Certificate read(Path pem) throws Exception {
    try (InputStream in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static Instant beforeEnd(Duration time) {
    return certificate.getNotAfter().toInstant().minus(time);
  }

  private static Verdict verdict(String check, String host, Instant now, String authorities) {
    List<Finding> findings = new CertificateJudge(host, now, authorities).judge(new X509Certificate[] {certificate});
    return findings.stream().filter(finding -> finding.check().equals("certificate." + check)).findFirst()
      .orElseThrow().verdict();
  }

  @Test
  void the_name_must_be_that_of_the_host() {
    assertEquals(Verdict.OK, verdict("name", "shop.example", Instant.now(), null));
    assertEquals(Verdict.PROBLEM, verdict("name", "other.example", Instant.now(), null));
    assertEquals(Verdict.PROBLEM, verdict("name", "127.0.0.1", Instant.now(), null));
  }

  @Test
  void the_time_is_judged_by_the_clock() {
    assertEquals(Verdict.WARNING, verdict("expiry", "any", beforeEnd(Duration.ofHours(1)), null));
    assertEquals(Verdict.PROBLEM, verdict("expiry", "any", beforeEnd(Duration.ofHours(-1)), null));
    assertEquals(Verdict.PROBLEM, verdict("expiry", "any", beforeEnd(Duration.ofDays(9)), null));
  }

  @Test
  void a_self_signed_certificate_is_trusted_if_it_is_named() {
    assertEquals(Verdict.PROBLEM, verdict("trust", "any", Instant.now(), null));
    assertEquals(Verdict.OK, verdict("trust", "any", Instant.now(), file.cert()));
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example, shop.example, true", "SHOP.example, shop.Example., true", "*.example, shop.example, true",
    "*.example, a.shop.example, false", "*.example, example, false", "127.0.0.1, 127.0.0.1, true",
    "0:0:0:0:0:0:0:1, ::1, true", "*.0.0.1, 127.0.0.1, false", "shop.example, 127.0.0.1, false"
  })
  void a_star_stands_for_one_label(String name, String host, boolean matches) {
    boolean address = name.matches("[0-9.:]+");
    CertificateNames names = new CertificateNames(List.of(address ? "" : name), List.of(address ? name : "::2"));
    assertEquals(matches, names.have(host));
  }

  @Test
  void an_address_that_is_written_as_a_name_is_not_one() {
    assertFalse(new CertificateNames(List.of("127.0.0.1", "::1"), List.of()).have("127.0.0.1"));
    assertFalse(new CertificateNames(List.of("127.0.0.1", "::1"), List.of()).have("::1"));
    assertFalse(new CertificateNames(List.of(), List.of("127.0.0.1")).have("shop.example"));
  }

  @Test
  void a_certificate_for_another_use_has_a_known_issuer() throws Exception {
    Certificate authority = Certificate.create(directory, "authority", "authority.example");
    Path request = directory.resolve("client.csr");
    Path extensions = Files.writeString(directory.resolve("client.ext"), "extendedKeyUsage=clientAuth\n");
    Path signed = directory.resolve("client.pem");
    String openssl = Peer.find("openssl", "openssl");
    Peer.run(openssl, "req", "-new", "-key", file.key(), "-subj", "/CN=client", "-out", request.toString());
    Peer.run(openssl, "x509", "-req", "-in", request.toString(), "-CA", authority.cert(), "-CAkey", authority.key(),
      "-set_serial", "7", "-days", "2", "-extfile", extensions.toString(), "-out", signed.toString());
    Finding trust = new CertificateJudge("any", Instant.now(), authority.cert()).judge(new X509Certificate[] {
      read(signed)}).get(2);
    assertEquals(Verdict.PROBLEM, trust.verdict());
    assertEquals("it is not trusted by --ca: Extended key usage does not permit use for TLS server authentication",
      trust.found());
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, false", "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, false",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, true", "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256, true"
  })
  void ciphers_of_appendix_A_are_prohibited(String version, String cipher, boolean prohibited) {
    assertEquals(prohibited, TlsCheck.isProhibited(version, cipher));
  }
}
