package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.frame.FrameLog;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Looks at the certificates of a server: name, time, and trust, each for itself. */
final class CertificateJudge {
  /** A certificate that ends sooner should have been renewed. */
  private static final Duration SOON = Duration.ofDays(14);
  private static final int NAMES_SHOWN = 5;

  private final String host;
  private final Instant now;
  private final String authorities;

  /** @param authorities PEM file of what is trusted; {@code null} for what the JVM trusts */
  CertificateJudge(String host, Instant now, String authorities) {
    this.host = host;
    this.now = now;
    this.authorities = authorities;
  }

  /** @param chain the certificate of the server first */
  List<Finding> judge(X509Certificate[] chain) {
    List<Finding> findings = new ArrayList<>();
    findings.add(name(chain[0]));
    Finding time = time(chain[0]);
    findings.add(time);
    findings.add(time.verdict() == Verdict.PROBLEM
      ? Finding.skipped("certificate.trust", "trust is not looked at, because of its dates") : trust(chain));
    return findings;
  }

  private Finding name(X509Certificate certificate) {
    CertificateNames all = CertificateNames.of(certificate);
    List<String> names = all.all();
    List<String> shown = names.stream().limit(NAMES_SHOWN).map(FrameLog::printable).toList();
    String list = String.join(", ", shown) + (names.size() > NAMES_SHOWN ? ", …" : "");
    if (all.have(host)) {
      return Finding.of("certificate.name", Verdict.OK, "it is for " + list);
    }
    String found = names.isEmpty() ? "it has no subject alternative name" : "it is for " + list + ", not for " + host;
    if (all.hosts().contains(host)) {
      found = "it has " + host + " among the names of hosts: clients look for it among the addresses only";
    }
    return Finding.of("certificate.name", Verdict.PROBLEM, found).advising("Get a certificate whose subject"
      + " alternative names have " + host + ", or use the URL with its name. If the server has several certificates,"
      + " the name in SNI chose this one.");
  }

  private Finding time(X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    long days = Duration.between(now, end).toDays();
    String last = end.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    if (now.isBefore(begin)) {
      return Finding.of("certificate.expiry", Verdict.PROBLEM, "it is not valid before " + begin)
        .advising("Check the clock of this machine and of the one that made the certificate.").with("days", days);
    } else if (now.isAfter(end)) {
      return Finding.of("certificate.expiry", Verdict.PROBLEM, "it expired on " + last + ", " + days(-days) + " ago")
        .advising("Renew the certificate, and let the server load it.").with("days", days);
    }
    Verdict verdict = Duration.between(now, end).compareTo(SOON) < 0 ? Verdict.WARNING : Verdict.OK;
    Finding finding = Finding.of("certificate.expiry", verdict, "it expires on " + last + ", in " + days(days))
      .with("days", days);
    return verdict == Verdict.OK ? finding
      : finding.advising("Renew the certificate, and check why that did not happen by itself.");
  }

  private static String days(long days) {
    return days == 1 ? "1 day" : days + " days";
  }

  private Finding trust(X509Certificate[] chain) {
    String by = authorities == null ? "this JVM" : "--ca";
    try {
      // "UNKNOWN" leaves out the check of the key exchange, which the handshake has made already.
      trustManager().checkServerTrusted(chain, "UNKNOWN");
      return Finding.of("certificate.trust", Verdict.OK, "it is trusted by " + by + ", with " + chain.length
        + (chain.length == 1 ? " certificate" : " certificates") + " sent").with("chain", chain.length);
    } catch (CertificateException e) {
      Throwable reason = rootCause(e);
      if (!isIssuerUnknown(reason)) {
        return Finding.of("certificate.trust", Verdict.PROBLEM, "it is not trusted by " + by + ": "
          + FrameLog.printable(String.valueOf(reason.getMessage()))).with("chain", chain.length)
          .advising("Clients refuse it, too: get a certificate, or an intermediate one, without this fault.");
      }
      X509Certificate last = chain[chain.length - 1];
      boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
      String issuer = FrameLog.printable(last.getIssuerX500Principal().getName());
      return Finding.of("certificate.trust", Verdict.PROBLEM, "it is not trusted by " + by + ": "
          + (selfSigned ? "the chain ends at the self-signed " + issuer : "the issuer is unknown, " + issuer))
        .advising(selfSigned ? "Name the certificate of the authority with --ca FILE, and let clients trust it."
          : "The server may have left out an intermediate certificate: let it send its whole chain. Or name the"
            + " authority with --ca FILE.").with("chain", chain.length);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the trusted certificates cannot be read: " + e.getMessage(), e);
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** No chain ends at what is trusted. Otherwise one does, and a certificate of it is not in order. */
  private static boolean isIssuerUnknown(Throwable reason) {
    return reason instanceof CertPathBuilderException || reason instanceof CertPathValidatorException invalid
      && invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR;
  }

  private X509TrustManager trustManager() throws GeneralSecurityException, IOException {
    KeyStore store = null;
    if (authorities != null) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (InputStream in = Files.newInputStream(Path.of(authorities))) {
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("ca" + number++, certificate);
        }
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager certificates) {
        return certificates;
      }
    }
    throw new GeneralSecurityException("this JVM has no trust manager for X.509");
  }
}
