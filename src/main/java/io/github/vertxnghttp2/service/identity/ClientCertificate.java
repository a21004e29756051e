package io.github.vertxnghttp2.service.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import javax.security.auth.x500.X500Principal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate that a client has proven to own, and that the server trusts.
 *
 * @param name issuer, subject and alternative names: the same if the certificate is renewed
 * @param identity of requests without a token
 */
public record ClientCertificate(String name, RequestIdentity identity) {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  /** Decodes a certificate. */
  static ClientCertificate of(X509Certificate certificate) {
    JsonArray names = alternativeNames(certificate);
    String issuer = certificate.getIssuerX500Principal().getName(X500Principal.RFC2253);
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    JsonObject json = new JsonObject()
      .put("subject", subject)
      .put("issuer", issuer)
      .put("serial", certificate.getSerialNumber().toString(16))
      .put("fingerprint", fingerprint(certificate))
      .put("sans", names);
    String name = new JsonArray().add(issuer).add(subject).add(names).encode();
    return new ClientCertificate(name, RequestIdentity.of(new JsonObject().put(RequestIdentity.CERTIFICATE, json)));
  }

  /** The alternative names of RFC 5280 section 4.2.1.6 that have a text form. */
  private static JsonArray alternativeNames(X509Certificate certificate) {
    JsonArray names = new JsonArray();
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return names;
    }
    if (all == null) {
      return names;
    }
    for (List<?> each : all) {
      String kind = switch ((Integer) each.get(0)) {
        case EMAIL -> "email:";
        case DNS -> "DNS:";
        case URI -> "URI:";
        case IP -> "IP:";
        default -> null;
      };
      if (kind != null && each.get(1) instanceof String value) {
        names.add(kind + value);
      }
    }
    return names;
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e); // each Java platform has SHA-256, and the certificate was decoded from bytes
    }
  }
}
