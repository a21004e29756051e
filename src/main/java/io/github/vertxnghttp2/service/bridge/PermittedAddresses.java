package io.github.vertxnghttp2.service.bridge;

import io.github.vertxnghttp2.service.bus.wire.CancelledRequests;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.github.vertxnghttp2.service.syntax.AddressAllowList;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The addresses that a bridge permits, in the form of Vert.x's bridges. */
final class PermittedAddresses {
  /** Where both sides of a stream receive. */
  private static final String ENDPOINTS = "(" + Pattern.quote(EndpointAddress.NODE_PREFIX) + "|"
    + Pattern.quote(EndpointAddress.BRIDGED_PREFIX) + ").*";
  /** Where programs behind a bridge receive. One that listened at the address of a node would read others' streams. */
  private static final String BRIDGED_ENDPOINTS = Pattern.quote(EndpointAddress.BRIDGED_PREFIX) + ".*";
  /** What no config may add. */
  private static final List<String> INSIDE = List.of(EndpointAddress.NODE_PREFIX, EndpointAddress.BRIDGED_PREFIX,
    HandlerAddress.PREFIX, CancelledRequests.PREFIX, "__vertx.");
  /** What {@code *} does not include. */
  private static final String NOT_RESERVED = "(?!nghttp2\\.|__vertx\\.)";

  private PermittedAddresses() {
  }

  /** @throws IllegalArgumentException if a list has an address that no config may add; the message names its path */
  static void check(List<String> addresses, String path) {
    AddressAllowList.of(addresses, path);
    for (int i = 0; i < addresses.size(); i++) {
      String address = addresses.get(i);
      if (INSIDE.stream().anyMatch(address::startsWith)) {
        throw new IllegalArgumentException(path + "[" + i + "] is \"" + address + "\"; addresses that begin with "
          + String.join(" or ", INSIDE) + " cannot be permitted. What streams and handlers need of them is permitted");
      }
    }
  }

  /** @param permitted the options of a bridge, to which the addresses are added */
  static <T extends BridgeOptions> T permit(BridgeVerticleOptions options, T permitted) {
    permitted.addInboundPermitted(new PermittedOptions().setAddressRegex(ENDPOINTS));
    permitted.addOutboundPermitted(new PermittedOptions().setAddressRegex(BRIDGED_ENDPOINTS));
    options.getInbound().forEach(address -> permitted.addInboundPermitted(permitted("", address)));
    options.getOutbound().forEach(address -> permitted.addOutboundPermitted(permitted("", address))
      .addOutboundPermitted(permitted(CancelledRequests.PREFIX, address)));
    return permitted;
  }

  /** Whether programs may handle an address. */
  static Predicate<String> outbound(BridgeVerticleOptions options) {
    AddressAllowList named = AddressAllowList.of(options.getOutbound(), "outbound");
    Predicate<String> endpoints = Pattern.compile(BRIDGED_ENDPOINTS).asMatchPredicate();
    return address -> named.allows(address) || endpoints.test(address)
      || address.startsWith(CancelledRequests.PREFIX)
        && named.allows(address.substring(CancelledRequests.PREFIX.length()));
  }

  private static PermittedOptions permitted(String prefix, String entry) {
    return entry.endsWith("*") ? new PermittedOptions().setAddressRegex(
      Pattern.quote(prefix) + NOT_RESERVED + Pattern.quote(entry.substring(0, entry.length() - 1)) + ".*")
      : new PermittedOptions().setAddress(prefix + entry);
  }
}
