package io.github.vertxnghttp2.service.limits;

import io.vertx.core.net.SocketAddress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The text that stands for a client in the table of a rate limit. It is short, whatever the client sends. */
public final class ClientKey {
  /** Characters of a value; a longer one is replaced by its hash. */
  private static final int MAX_LENGTH = 64;
  /** Bytes of an IPv6 address that stand for a client, since it usually has all addresses of such a network. */
  private static final int IPV6_NETWORK = 8;

  private ClientKey() {
  }

  /** An IPv4 address, or the network of an IPv6 address. All clients of a unix domain socket are one. */
  public static String ofAddress(SocketAddress peer) {
    String host = peer.hostAddress();
    if (host == null) {
      return "unix";
    }
    if (host.indexOf(':') < 0) {
      return host;
    }
    int zone = host.indexOf('%');
    try {
      InetAddress address = InetAddress.getByName(zone < 0 ? host : host.substring(0, zone)); // numeric: no look-up
      return address instanceof Inet4Address ? address.getHostAddress()
        : HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK);
    } catch (UnknownHostException e) {
      return host;
    }
  }

  /**
   * A value that the client, its certificate or its token has. It never equals an address or a value of another kind.
   *
   * @param kind one character
   */
  public static String of(char kind, String value) {
    return kind + ":" + (value.length() <= MAX_LENGTH ? value : hash(value));
  }

  private static String hash(String value) {
    try {
      return "sha256 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(
        StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java platform has SHA-256
    }
  }
}
