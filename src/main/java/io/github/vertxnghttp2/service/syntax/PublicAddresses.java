package io.github.vertxnghttp2.service.syntax;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the public internet: all except those that the IANA has reserved for private networks, loopback,
 * link-local, multicast, documentation, translation and tunnels (RFC 6890, and the registries that it names).
 */
final class PublicAddresses {
  private static final List<AddressRange> NOT_PUBLIC = Stream.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
    "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    // 2001::/23 has Teredo, 2002::/16 is 6to4: both contain IPv4 addresses
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20").map(AddressRange::of).toList();
  private static final AddressRange IPV6 = AddressRange.of("2000::/3");

  private PublicAddresses() {
  }

  static boolean contains(InetAddress address) {
    byte[] bytes = AddressRange.unmapped(address.getAddress());
    byte[] translated = AddressRange.translated(bytes);
    if (translated != null) {
      return contains(ofBytes(translated));
    }
    return (bytes.length == 4 || IPV6.contains(address)) && NOT_PUBLIC.stream().noneMatch(range -> range.contains(
      address));
  }

  private static InetAddress ofBytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
