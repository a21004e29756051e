package io.github.vertxnghttp2.doctor.checks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The subject alternative names of a certificate, RFC 9525 section 6. An address that a certificate has among the names
 * of hosts is not one: clients look for it among the addresses only.
 *
 * @param hosts names, the first label of which may be a star
 * @param addresses as text
 */
record CertificateNames(List<String> hosts, List<String> addresses) {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  static CertificateNames of(X509Certificate certificate) {
    CertificateNames names = new CertificateNames(new ArrayList<>(), new ArrayList<>());
    Collection<List<?>> alternatives;
    try {
      alternatives = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return names;
    }
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        Object kind = alternative.get(0);
        if (kind.equals(DNS)) {
          names.hosts.add(String.valueOf(alternative.get(1)));
        } else if (kind.equals(ADDRESS)) {
          names.addresses.add(String.valueOf(alternative.get(1)));
        }
      }
    }
    return names;
  }

  /** Hosts, then addresses. */
  List<String> all() {
    return Stream.concat(hosts.stream(), addresses.stream()).toList();
  }

  /** Whether one of them is that of the host, which may be an address. */
  boolean have(String host) {
    return isAddress(host) ? addresses.stream().anyMatch(address -> sameAddress(address, host))
      : hosts.stream().anyMatch(name -> matches(name, host));
  }

  /** Whether a name is that of the host. A star stands for one whole label, the leftmost. */
  private static boolean matches(String name, String host) {
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
