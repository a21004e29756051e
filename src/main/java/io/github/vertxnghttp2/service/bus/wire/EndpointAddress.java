package io.github.vertxnghttp2.service.bus.wire;

import java.util.UUID;

/**
 * Addresses of endpoints begin alike. Messages name the endpoint that is to be written to: without a check, whoever may send
 * to an endpoint, over a bridge say, had frames sent to any service on the bus.
 */
public final class EndpointAddress {
  private static final String PREFIX = "nghttp2.streams.";

  private EndpointAddress() {
  }

  /** One that cannot be guessed. */
  public static String create() {
    return PREFIX + UUID.randomUUID();
  }

  /** @throws MalformedMessageException if the member {@code address} is not that of an endpoint */
  static String read(JsonReader in) {
    String address = in.string("address");
    if (!address.startsWith(PREFIX) || address.length() == PREFIX.length()) {
      throw in.wrong("address", address, "that of an endpoint, which begins with " + PREFIX);
    }
    return address;
  }
}
