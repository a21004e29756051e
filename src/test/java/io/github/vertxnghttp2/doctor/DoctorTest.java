package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.testing.DelayingProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** All checks in a row, against servers of this library and of Vert.x. */
@Timeout(60)
class DoctorTest {
  private static final int BODY = 1 << 20;
  private static final Vertx VERTX = Vertx.vertx();

  @TempDir
  static Path directory;

  private static Certificate certificate;

  @BeforeAll
  static void create() {
    certificate = Certificate.create(directory, "localhost", "localhost");
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static Report examine(String url, String... more) {
    List<String> args = new ArrayList<>(List.of(url));
    args.addAll(List.of(more));
    return new Doctor(VERTX, Clock.systemUTC()).examine(DoctorArguments.parse(args).options());
  }

  /** A server of this library, which sends a MiB, or more than the doctor reads. */
  private static ServerSession serve(ServerOptions options) {
    return await(ServerSession.create(VERTX, options.setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> request.response().end(Buffer.buffer(new byte[request.path().equals("/large")
        ? ExamOptions.MAX_BODY + BODY : BODY]))).listen());
  }

  /** Vert.x's own server, which would send a body in response to HEAD if it had one. */
  private static int serve(HttpServerOptions options) {
    return await(VERTX.createHttpServer(options.setHost("127.0.0.1").setPort(0)).requestHandler(request -> request
      .response().end(request.method() == HttpMethod.HEAD ? "" : "hello")).listen()).actualPort();
  }

  private static PemKeyCertOptions identity() {
    return new PemKeyCertOptions().addCertPath(certificate.cert()).addKeyPath(certificate.key());
  }

  private static Finding find(Report report, String check) {
    return report.findings().stream().filter(finding -> finding.check().equals(check)).findFirst()
      .orElseThrow(() -> new AssertionError("no finding of " + check + ": " + report.findings()));
  }

  private static void assertFinding(Report report, String check, Verdict verdict, String part) {
    Finding finding = find(report, check);
    assertEquals(verdict, finding.verdict(), finding::toString);
    assertTrue(finding.found().contains(part), finding::toString);
  }

  /** What is skipped stands in the report, so that its form is always the same. */
  private static void assertComplete(Report report) {
    Set<String> groups = report.findings().stream().map(Finding::group)
      .collect(Collectors.toCollection(LinkedHashSet::new));
    assertEquals(Set.copyOf(Doctor.names(report.target())), groups);
  }

  @Test
  void a_server_of_this_library_without_TLS_is_well() {
    ServerSession server = serve(new ServerOptions());
    Report report = examine("http://127.0.0.1:" + server.actualPort() + "/");
    assertEquals(0, report.exitCode(), () -> TextReport.of(report, TextReport.Color.OFF));
    assertFinding(report, "h2c.prior-knowledge", Verdict.OK, "SETTINGS came in");
    assertFinding(report, "request", Verdict.OK, "1,048,576 bytes");
    assertTrue(find(report, "throughput").values().getLong("rate_bytesPerSecond") > 0);
    assertFinding(report, "http1", Verdict.NOTE, "426, head after");
    assertComplete(report);
  }

  @Test
  void a_server_of_this_library_with_TLS_is_well_but_for_its_short_certificate() {
    ServerSession server = serve(new ServerOptions().setSsl(true).setKeyCertOptions(identity()));
    Report report = examine("https://localhost:" + server.actualPort() + "/", "--ca", certificate.cert(),
      "--connect-to", "127.0.0.1:" + server.actualPort());
    List<Finding> bad = report.findings().stream().filter(each -> each.verdict().isWorseThan(Verdict.NOTE)).toList();
    assertEquals(List.of("certificate.expiry"), bad.stream().map(Finding::check).toList(), bad::toString);
    assertFinding(report, "alpn", Verdict.OK, "h2");
    assertFinding(report, "tls.sni", Verdict.OK, "the same");
    assertFinding(report, "certificate.trust", Verdict.OK, "--ca");
    assertComplete(report);
  }

  @Test
  void no_more_of_a_body_is_read_than_needed() {
    Report report = examine("http://127.0.0.1:" + serve(new ServerOptions()).actualPort() + "/large");
    assertFinding(report, "request", Verdict.OK, "read the first 8,");
    assertTrue(find(report, "request").values().getLong("bytes") < ExamOptions.MAX_BODY + BODY);
    assertFinding(report, "methods.HEAD", Verdict.OK, "200");
  }

  @Test
  void a_server_that_never_responds_to_TLS_takes_only_the_time_of_a_check() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Report report = examine("https://127.0.0.1:" + silent.getLocalPort() + "/", "--timeout", "0.3");
      assertFinding(report, "tls", Verdict.PROBLEM, "the handshake");
      assertFinding(report, "http1", Verdict.SKIPPED, "TLS failed");
      assertComplete(report);
    }
  }

  @Test
  void a_server_of_Vertx_speaks_both_versions() {
    Report report = examine("http://localhost:" + serve(new HttpServerOptions()) + "/?token=secret", "--connect-to",
      "127.0.0.1:" + serve(new HttpServerOptions()), "--header", "authorization: secret");
    assertEquals(0, report.exitCode(), () -> TextReport.of(report, TextReport.Color.OFF));
    assertFinding(report, "h2c.upgrade", Verdict.OK, "yes");
    assertFinding(report, "http1", Verdict.OK, "status 200");
    assertFalse((TextReport.of(report, TextReport.Color.OFF) + report.toJson()).contains("secret"));
  }

  @Test
  void a_certificate_that_is_not_trusted_ends_the_checks_unless_that_is_wanted() {
    String url = "https://127.0.0.1:" + serve(new HttpServerOptions().setSsl(true).setUseAlpn(true)
      .setKeyCertOptions(identity())) + "/";
    Report report = examine(url);
    assertEquals(2, report.exitCode());
    assertFinding(report, "certificate.name", Verdict.PROBLEM, "it is for localhost, not for 127.0.0.1");
    assertFinding(report, "certificate.trust", Verdict.PROBLEM, "self-signed");
    assertFinding(report, "request", Verdict.SKIPPED, "--insecure");
    assertComplete(report);
    Report insecure = examine(url, "--insecure");
    assertFinding(insecure, "request", Verdict.OK, "status 200");
    assertFinding(insecure, "http1", Verdict.OK, "status 200");
  }

  @Test
  void a_server_that_chooses_the_certificate_by_name_is_told() {
    Certificate other = Certificate.create(directory, "other", "other.example");
    int port = serve(new HttpServerOptions().setSsl(true).setUseAlpn(true).setSni(true).setKeyCertOptions(
      new PemKeyCertOptions().addCertPath(other.cert()).addKeyPath(other.key()).addCertPath(certificate.cert())
        .addKeyPath(certificate.key())));
    Report report = examine("https://localhost:" + port + "/");
    assertFinding(report, "certificate.name", Verdict.OK, "localhost");
    assertFinding(report, "tls.sni", Verdict.NOTE, "another certificate");
  }

  @Test
  void a_server_without_ALPN_leaves_clients_with_HTTP_1() {
    Report report = examine("https://localhost:" + serve(new HttpServerOptions().setSsl(true).setUseAlpn(false)
      .setKeyCertOptions(identity())) + "/", "--ca", certificate.cert());
    assertEquals(2, report.exitCode());
    assertFinding(report, "alpn", Verdict.PROBLEM, "chose no protocol");
    assertTrue(find(report, "alpn").advice().contains("setUseAlpn(true)"));
    assertFinding(report, "settings", Verdict.SKIPPED, "there is no HTTP/2");
    assertFinding(report, "http1", Verdict.OK, "status 200");
    assertComplete(report);
  }

  @Test
  void a_server_that_offers_HTTP_1_only_is_told() {
    Report report = examine("https://localhost:" + serve(new HttpServerOptions().setSsl(true).setUseAlpn(true)
      .setAlpnVersions(List.of(HttpVersion.HTTP_1_1)).setKeyCertOptions(identity())) + "/", "--ca",
      certificate.cert());
    assertFinding(report, "alpn", Verdict.PROBLEM, "chose http/1.1");
  }

  @Test
  void a_server_without_HTTP_2_in_cleartext_is_told() {
    Report report = examine("http://127.0.0.1:" + serve(new HttpServerOptions().setHttp2ClearTextEnabled(false)) + "/",
      "--timeout", "2");
    assertFinding(report, "h2c.prior-knowledge", Verdict.PROBLEM, "not with prior knowledge");
    assertFinding(report, "http1", Verdict.OK, "status 200");
    assertFinding(report, "request", Verdict.SKIPPED, "there is no HTTP/2");
  }

  @Test
  void a_port_without_TLS_is_told() {
    Report report = examine("https://127.0.0.1:" + serve(new HttpServerOptions()) + "/");
    assertFinding(report, "tls", Verdict.PROBLEM, "the handshake failed");
    assertTrue(find(report, "tls").advice().contains("Use http://"), () -> find(report, "tls").toString());
    assertComplete(report);
  }

  @Test
  void small_windows_and_few_streams_are_told() {
    ServerOptions options = new ServerOptions();
    options.getHttp2().setMaxWindowSize(0).setConnectionWindowSize(65_535).getSettings().setInitialWindowSize(65_535)
      .setMaxConcurrentStreams(3);
    try (DelayingProxy line = new DelayingProxy(serve(options).actualPort(), 14_000_000, 0)) {
      Report report = examine("http://127.0.0.1:" + line.port() + "/");
      assertEquals(1, report.exitCode());
      assertFinding(report, "settings.MAX_CONCURRENT_STREAMS", Verdict.WARNING, "3:");
      assertFinding(report, "upload", Verdict.WARNING, "stream 65,535, connection 65,535: at most ");
      assertFinding(report, "round-trip", Verdict.OK, "ms");
    }
  }

  @Test
  void an_IPv6_address_is_examined_like_any_other() throws IOException {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    Certificate own = Certificate.create(directory, "ipv6", "/CN=ipv6", "IP:::1");
    int port = await(VERTX.createHttpServer(new HttpServerOptions().setSsl(true).setUseAlpn(true).setHost("::1")
      .setPort(0).setKeyCertOptions(new PemKeyCertOptions().addCertPath(own.cert()).addKeyPath(own.key())))
      .requestHandler(request -> request.response().setStatusCode(request.authority().toString().startsWith("[::1]")
        ? 200 : 400).end()).listen()).actualPort();
    Report report = examine("https://[::1]:" + port + "/", "--ca", own.cert());
    assertFinding(report, "certificate.name", Verdict.OK, "0:0:0:0:0:0:0:1");
    assertFinding(report, "request", Verdict.OK, "status 200");
    assertFinding(report, "http1", Verdict.OK, "status 200");
    assertComplete(report);
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_check_whose_time_was_cut_accuses_nobody() {
    Exam exam = new Exam(VERTX, DoctorArguments.parse(List.of("http://127.0.0.1", "--timeout", "0.1")).options(),
      Clock.systemUTC());
    while (!exam.isOver()) {
      exam.beginCheck();
      assertThrows(CheckTimeoutException.class, () -> exam.await(new CompletableFuture<>(), "nothing"));
    }
    exam.add(Finding.of("goaway", Verdict.PROBLEM, "it took longer than 0.1 s"));
    assertEquals(List.of(), exam.findings());
  }

  @Test
  void a_closed_port_is_told() {
    try (Socket deaf = Peer.deafPort()) {
      Report report = examine("https://127.0.0.1:" + deaf.getLocalPort() + "/");
      assertFinding(report, "tcp", Verdict.PROBLEM, "refused");
      assertFinding(report, "request", Verdict.SKIPPED, "no address takes connections");
      assertComplete(report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_name_without_address_is_told() {
    Report report = examine("https://no-such-host.invalid/", "--timeout", "0.5");
    assertEquals(2, report.exitCode());
    assertEquals(Verdict.PROBLEM, find(report, "dns").verdict());
    assertComplete(report);
  }

  @Test
  void the_checks_of_the_guide_are_those_that_are_made() throws Exception {
    String chapter = Files.readString(Path.of(System.getProperty("project.basedir", "."),
      "src/main/asciidoc/doctor.adoc"));
    String table = chapter.substring(chapter.indexOf("[#doctor-checks]"), chapter.indexOf("[#doctor-report]"));
    List<String> told = Pattern.compile("^\\| `([\\w-]+)` \\|", Pattern.MULTILINE)
      .matcher(table).results().map(row -> row.group(1)).toList();
    List<String> all = new ArrayList<>(Doctor.names(Target.of("https://a")));
    all.add(all.indexOf("preface"), "h2c");
    assertEquals(all, told);
    String options = chapter.substring(chapter.indexOf("[#doctor-options]"), chapter.indexOf("[#doctor-checks]"));
    assertEquals(Pattern.compile("^  (--[\\w-]+)", Pattern.MULTILINE)
      .matcher(DoctorArguments.USAGE).results().map(row -> row.group(1)).toList(),
      Pattern.compile("^\\| `(--[\\w-]+)", Pattern.MULTILINE).matcher(options)
        .results().map(row -> row.group(1)).toList());
  }
}
