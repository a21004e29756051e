package io.github.vertxnghttp2.doctor.checks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The subject alternative names of a certificate: hosts and addresses, RFC 9525 section 6. */
final class CertificateNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateNames() {
  }

  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    Collection<List<?>> alternatives;
    try {
      alternatives = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return names;
    }
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        Object kind = alternative.get(0);
        if (kind.equals(DNS) || kind.equals(ADDRESS)) {
          names.add(String.valueOf(alternative.get(1)));
        }
      }
    }
    return names;
  }

  /** Whether a name is that of the host. A star stands for one whole label, the leftmost. */
  static boolean matches(String name, String host) {
    if (isAddress(host)) {
      return isAddress(name) && sameAddress(name, host);
    }
    String pattern = withoutDot(name);
    String wanted = withoutDot(host);
    if (pattern.startsWith("*.")) {
      int dot = wanted.indexOf('.');
      return dot > 0 && wanted.substring(dot).equals(pattern.substring(1));
    }
    return pattern.equals(wanted);
  }

  private static String withoutDot(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
  }

  /** The same address may be written in several ways. Neither is resolved, because both are addresses. */
  private static boolean sameAddress(String one, String other) {
    try {
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
