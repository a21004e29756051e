package io.github.vertxnghttp2.service.bus.wire;

import java.util.UUID;

/**
 * The private addresses of endpoints, which begin with one prefix. Messages name the address that frames are sent to.
 * Without the prefix, a client of a bridge could name any address, and have frames sent to any service on the bus.
 */
public final class EndpointAddress {
  private static final String PREFIX = "nghttp2.streams.";

  private EndpointAddress() {
  }

  /** A new address that cannot be guessed. */
  public static String create() {
    return PREFIX + UUID.randomUUID();
  }

  /** @throws MalformedMessageException if the member {@code address} does not begin with the prefix */
  static String read(JsonReader in) {
    String address = in.string("address");
    if (!address.startsWith(PREFIX) || address.length() == PREFIX.length()) {
      throw in.wrong("address", address, "the address of an endpoint, which begins with " + PREFIX);
    }
    return address;
  }
}
