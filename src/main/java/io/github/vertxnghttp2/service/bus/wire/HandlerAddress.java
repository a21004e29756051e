package io.github.vertxnghttp2.service.bus.wire;

/**
 * The addresses of the consumers of requests of one node. A consumer listens at the address of its routes, and in a
 * cluster also at this one. A server that sends a request there knows the node.
 */
public final class HandlerAddress {
  /** The id of the node follows, percent-encoded, then a dot and the address of the route. */
  public static final String PREFIX = "nghttp2.handler.";

  private HandlerAddress() {
  }

  /** @param address of the route */
  public static String of(String nodeId, String address) {
    return PREFIX + EndpointAddress.encoded(nodeId) + "." + address;
  }
}
