package io.github.vertxnghttp2.service.syntax;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Origins and IP addresses that requests may go to, or must not go to. An entry is an origin
 * ({@code https://api.example.org}, {@code https://*.example.org:8443}), an address or a range of addresses
 * ({@code 10.0.0.0/8}), or {@value #PUBLIC} for all addresses of the public internet.
 */
public final class TargetList {
  /** The entry for all addresses of the public internet. */
  public static final String PUBLIC = "public";
  private static final String ANY_BELOW = "*.";

  private final List<Origin> origins = new ArrayList<>();
  private final List<AddressRange> ranges = new ArrayList<>();
  private boolean publicAddresses;

  private TargetList() {
  }

  /**
   * @param path the name of the list in error messages
   * @throws IllegalArgumentException if an entry is malformed; the message has its path
   */
  public static TargetList of(List<String> entries, String path) {
    TargetList list = new TargetList();
    for (int i = 0; i < entries.size(); i++) {
      list.add(entries.get(i), path + "[" + i + "]");
    }
    return list;
  }

  private void add(String entry, String path) {
    if (entry.equals(PUBLIC)) {
      publicAddresses = true;
    } else if (entry.contains("://")) {
      Origin origin = Origin.named(entry, path);
      if (origin.host().lastIndexOf('*') > 0 || origin.host().startsWith("*") && !origin.host().startsWith(ANY_BELOW)) {
        throw new IllegalArgumentException(path + " is \"" + entry
          + "\"; its host may have * only as the beginning *.");
      }
      origins.add(origin);
    } else {
      try {
        ranges.add(AddressRange.of(entry));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(path + " is \"" + entry + "\"; " + e.getMessage() + ", or an origin such as"
          + " https://api.example.org, or " + PUBLIC, e);
      }
    }
  }

  public boolean hasOrigins() {
    return !origins.isEmpty();
  }

  /** Whether the list has an entry for an origin. @param host as in {@link Origin#host} */
  public boolean containsOrigin(String scheme, String host, int port) {
    String normal = normal(host);
    return origins.stream().anyMatch(each -> each.scheme().equals(scheme) && each.port() == port
      && matches(each.host(), normal));
  }

  private static boolean matches(String pattern, String host) {
    if (!pattern.startsWith(ANY_BELOW)) {
      return normal(pattern).equals(host);
    }
    String end = normal(pattern.substring(1));
    return host.length() > end.length() && host.endsWith(end);
  }

  /** One notation for hosts that have several: IPv6 addresses, and names with a dot at the end. */
  private static String normal(String host) {
    byte[] address = AddressRange.literal(host);
    if (address != null) {
      return HexFormat.of().formatHex(address);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  public boolean hasAddresses() {
    return publicAddresses || !ranges.isEmpty();
  }

  /** Whether the list has an entry for an address. */
  public boolean containsAddress(InetAddress address) {
    return publicAddresses && PublicAddresses.contains(address) || ranges.stream().anyMatch(range -> range.contains(
      address));
  }

  /** Whether an address is one of the public internet. */
  public static boolean isPublic(InetAddress address) {
    return PublicAddresses.contains(address);
  }
}
