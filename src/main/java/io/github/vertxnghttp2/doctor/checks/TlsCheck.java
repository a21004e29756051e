package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.Dialer;
import io.github.vertxnghttp2.doctor.probe.Dialer.Sni;
import io.github.vertxnghttp2.frame.FrameLog;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A TLS handshake that accepts any certificate: version, cipher, certificate, and the protocol that ALPN chooses. */
public final class TlsCheck implements Check {
  private static final List<String> OFFERED = List.of("h2", "http/1.1");
  private static final String ALPN_ADVICE = "Let the server offer h2 by ALPN. Vert.x: setUseAlpn(true); nginx: http2"
    + " on; a load balancer that ends TLS must offer it itself.";

  /** What is known after a handshake. */
  private record Handshake(SSLSession session, String protocol, Duration took) {
  }

  @Override
  public List<String> names() {
    return List.of("tls", "certificate", "alpn");
  }

  @Override
  public void run(Exam exam) {
    Handshake handshake;
    try {
      handshake = handshake(exam, OFFERED, Sni.SENT);
    } catch (CheckFailedException | CheckTimeoutException e) {
      handshake = withoutAlpn(exam, e.getMessage());
      if (handshake == null) {
        return;
      }
    }
    reportTls(exam, handshake);
    if (Dialer.isName(exam.target().host())) {
      reportSni(exam, handshake.session());
    }
    reportCertificate(exam, handshake.session());
    reportAlpn(exam, handshake.protocol());
  }

  private static Handshake handshake(Exam exam, List<String> protocols, Sni sni)
    throws CheckFailedException {
    long began = System.nanoTime();
    return exam.await(Dialer.open(exam, protocols, Trust.INSECURE, sni, (client, socket) -> {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      Handshake done = new Handshake(socket.sslSession(), socket.applicationLayerProtocol(), took);
      socket.closeHandler(v -> client.close());
      socket.close();
      return done;
    }), "the TLS handshake");
  }

  /** Tries again if the server refuses all that ALPN offers. Otherwise reports, and returns {@code null}. */
  private static Handshake withoutAlpn(Exam exam, String failure) {
    String reason = failure;
    if (reason.toLowerCase(Locale.ROOT).replace('_', ' ').contains("no application protocol")) {
      try {
        return handshake(exam, List.of(), Sni.SENT);
      } catch (CheckFailedException | CheckTimeoutException e) {
        reason = e.getMessage();
      }
    }
    Finding finding = Finding.of("tls", Verdict.PROBLEM, "the handshake failed: " + reason);
    exam.add(finding.advising(reason.contains("not an SSL/TLS record")
      ? "This port does not speak TLS. Use http://, or let the server use TLS here."
      : "Compare TLS versions and ciphers of both sides: HTTP/2 needs TLS 1.2 or 1.3 (RFC 9113 section 9.2)."));
    exam.obstacle("TLS failed");
    return null;
  }

  private static void reportTls(Exam exam, Handshake handshake) {
    String version = handshake.session().getProtocol();
    String cipher = handshake.session().getCipherSuite();
    String found = version + ", " + cipher + " (handshake with TCP " + Words.millis(handshake.took()) + ")";
    Finding finding = Finding.of("tls", isProhibited(version, cipher) ? Verdict.WARNING : Verdict.OK, found)
      .with("version", version).with("cipher", cipher).with("ms", Words.inMillis(handshake.took()));
    exam.add(isProhibited(version, cipher) ? finding.advising("RFC 9113 appendix A forbids this cipher for HTTP/2, and"
      + " browsers refuse it. Allow TLS 1.3, or ECDHE with AES-GCM or ChaCha20.") : finding);
  }

  /** Some clients, such as health checks of load balancers, send no name. */
  private static void reportSni(Exam exam, SSLSession named) {
    try {
      SSLSession unnamed = handshake(exam, OFFERED, Sni.LEFT_OUT).session();
      boolean same = unnamed.getPeerCertificates()[0].equals(named.getPeerCertificates()[0]);
      exam.add(same ? Finding.of("tls.sni", Verdict.OK, "without a name in SNI the certificate is the same")
        : Finding.of("tls.sni", Verdict.NOTE, "without a name in SNI the server sends another certificate")
          .advising("Clients that send no name, such as some health checks, take it for wrong."));
    } catch (CheckFailedException | CheckTimeoutException | SSLPeerUnverifiedException e) {
      exam.add(Finding.of("tls.sni", Verdict.NOTE, "without a name in SNI the handshake fails: " + e.getMessage())
        .advising("Clients that send no name, such as some health checks, cannot connect."));
    }
  }

  /** With TLS 1.2 only ciphers with ephemeral keys and authenticated encryption are allowed. */
  static boolean isProhibited(String version, String cipher) {
    return !version.equals("TLSv1.3") && (!cipher.startsWith("TLS_ECDHE_") && !cipher.startsWith("TLS_DHE_")
      || !cipher.contains("_GCM_") && !cipher.contains("CHACHA20") && !cipher.contains("_CCM"));
  }

  private static void reportCertificate(Exam exam, SSLSession session) {
    X509Certificate[] chain;
    try {
      chain = Stream.of(session.getPeerCertificates()).map(X509Certificate.class::cast)
        .toArray(X509Certificate[]::new);
    } catch (SSLPeerUnverifiedException e) {
      exam.add(Finding.of("certificate", Verdict.PROBLEM, "the server sent no certificate"));
      exam.obstacle("the server sent no certificate");
      return;
    }
    List<Finding> findings = new CertificateJudge(exam.target().host(), exam.clock().instant(),
      exam.options().authorities()).judge(chain);
    findings.forEach(exam::add);
    if (exam.options().trust() == Trust.VERIFIED && findings.stream().anyMatch(each -> each.verdict()
      == Verdict.PROBLEM)) {
      exam.obstacle("the certificate is not in order; --insecure goes on");
    }
  }

  private static void reportAlpn(Exam exam, String protocol) {
    if ("h2".equals(protocol)) {
      exam.version(HttpVersion.HTTP_2);
      exam.add(Finding.of("alpn", Verdict.OK, "the server chose h2").with("protocol", "h2"));
      return;
    }
    exam.version(HttpVersion.HTTP_1);
    String found = protocol == null || protocol.isEmpty()
      ? "the server chose no protocol: clients use HTTP/1.1"
      : "the server chose " + FrameLog.printable(protocol) + " although h2 was offered";
    exam.add(Finding.of("alpn", Verdict.PROBLEM, found).advising(ALPN_ADVICE).with("protocol",
      protocol == null ? "" : FrameLog.printable(protocol)));
  }
}
