package io.github.vertxnghttp2.service.syntax;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of IP addresses, such as {@code 10.0.0.0/8}, or one address. */
public final class AddressRange {
  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  /** NAT64 translates addresses with this prefix to the IPv4 address in their last 4 bytes, RFC 6052 section 2.1. */
  private static final AddressRange NAT64 = of("64:ff9b::/96");
  private static final int IPV4_LENGTH = 4;

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads an address, or an address, a slash and the number of bits of its network.
   *
   * @throws IllegalArgumentException if the text is neither; the message says what a range looks like
   */
  public static AddressRange of(String text) {
    int slash = text.indexOf('/');
    byte[] network = literal(slash < 0 ? text : text.substring(0, slash));
    if (network == null) {
      throw malformed("an IP address or a range of them, such as 10.0.0.0/8");
    }
    int most = 8 * network.length;
    int bits = slash < 0 ? most : bits(text.substring(slash + 1), most);
    if (!Arrays.equals(network, masked(network, bits))) {
      throw malformed("a range whose address has only zeros after its first " + bits + " bits");
    }
    return new AddressRange(network, bits);
  }

  private static int bits(String digits, int most) {
    int bits = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    if (bits < 0 || bits > most) {
      throw malformed("an address, / and from 0 to " + most + " bits");
    }
    return bits;
  }

  private static IllegalArgumentException malformed(String allowed) {
    return new IllegalArgumentException("it must be " + allowed);
  }

  /** The bytes of an address in its usual notation, or {@code null}. Looks up no name. */
  static byte[] literal(String text) {
    Matcher ipv4 = IPV4.matcher(text);
    if (ipv4.matches()) {
      byte[] bytes = new byte[IPV4_LENGTH];
      for (int i = 0; i < IPV4_LENGTH; i++) {
        int value = Integer.parseInt(ipv4.group(i + 1));
        if (value > 255) {
          return null;
        }
        bytes[i] = (byte) value;
      }
      return bytes;
    }
    if (text.indexOf(':') < 0 || !text.matches("[0-9a-fA-F:.]+")) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress(); // a text with a colon is never looked up
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - 8 * i));
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return masked;
  }

  /** Whether the address is in the range. An IPv4 address inside of an IPv6 address counts as well. */
  public boolean contains(InetAddress address) {
    byte[] bytes = unmapped(address.getAddress());
    byte[] translated = translated(bytes);
    return containsBytes(bytes) || translated != null && containsBytes(translated);
  }

  private boolean containsBytes(byte[] address) {
    return address.length == network.length && Arrays.equals(network, masked(address, bits));
  }

  /** Returns the IPv4 address for an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2), otherwise the address. */
  static byte[] unmapped(byte[] address) {
    boolean mapped = address.length > IPV4_LENGTH && address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    for (int i = 0; mapped && i < 10; i++) {
      mapped = address[i] == 0;
    }
    return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  /** The IPv4 address to which NAT64 translates an address; {@code null} if it does not. */
  static byte[] translated(byte[] address) {
    return NAT64.containsBytes(address) ? Arrays.copyOfRange(address, 12, 16) : null;
  }
}
