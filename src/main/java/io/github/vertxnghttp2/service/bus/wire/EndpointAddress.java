package io.github.vertxnghttp2.service.bus.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The private addresses of endpoints. Messages name the address that frames are sent to. Without a prefix, a client of
 * a bridge could name any address, and have frames sent to any service on the bus.
 *
 * <p>Endpoints of JVM nodes and endpoints behind a bridge have different prefixes. A bridge lets its clients send to
 * both kinds, but register at bridged addresses only. Otherwise a client of the bridge could register at the address of
 * a server, which each OPEN names, and receive frames that other handlers sent.
 */
public final class EndpointAddress {
  /** Begins the address of an endpoint on a JVM node. The id of the node follows, then a dot and a random part. */
  public static final String NODE_PREFIX = "nghttp2.node.";
  /** Begins the address of an endpoint behind a bridge. A random part follows. */
  public static final String BRIDGED_PREFIX = "nghttp2.bridged.";
  /** Stands for the id of a node that is not clustered. */
  private static final String NOT_CLUSTERED = "-";
  /** The number of characters of an address. */
  private static final int MAX_LENGTH = 512;

  private EndpointAddress() {
  }

  /**
   * A new address that cannot be guessed.
   *
   * @param nodeId the id of this node in the cluster, {@code null} if it is not clustered
   */
  public static String create(String nodeId) {
    String node = nodeId == null ? NOT_CLUSTERED : encoded(nodeId);
    return NODE_PREFIX + node + "." + UUID.randomUUID();
  }

  /** The id of a node as addresses contain it: percent-encoded, also its dots. */
  static String encoded(String nodeId) {
    return URLEncoder.encode(nodeId, UTF_8).replace(".", "%2E");
  }

  /**
   * The id of the node in the address of an endpoint.
   *
   * @return {@code null} if the endpoint is behind a bridge, or its node is not clustered
   */
  public static String nodeId(String address) {
    int end = endOfNode(address);
    String node = end < 0 ? NOT_CLUSTERED : address.substring(NODE_PREFIX.length(), end);
    return node.equals(NOT_CLUSTERED) ? null : URLDecoder.decode(node, UTF_8);
  }

  /** @throws MalformedMessageException if the member {@code address} is not the address of an endpoint */
  static String read(JsonReader in) {
    String address = in.string("address");
    if (!isEndpoint(address)) {
      throw in.wrong("address", address, "the address of an endpoint, which begins with " + NODE_PREFIX + " or "
        + BRIDGED_PREFIX + " and has at most " + MAX_LENGTH + " characters");
    }
    return address;
  }

  private static boolean isEndpoint(String address) {
    if (address.length() > MAX_LENGTH) {
      return false;
    }
    if (address.startsWith(BRIDGED_PREFIX)) {
      return address.length() > BRIDGED_PREFIX.length();
    }
    int end = endOfNode(address);
    return end > NODE_PREFIX.length() && end < address.length() - 1 && isEncoded(address, end);
  }

  /** Whether the id of the node can be decoded. */
  private static boolean isEncoded(String address, int end) {
    try {
      URLDecoder.decode(address.substring(NODE_PREFIX.length(), end), UTF_8);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The place of the dot after the id of the node, or -1. */
  private static int endOfNode(String address) {
    return address.startsWith(NODE_PREFIX) ? address.indexOf('.', NODE_PREFIX.length()) : -1;
  }
}
