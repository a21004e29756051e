package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.github.vertxnghttp2.service.syntax.TargetList;

import java.net.InetAddress;

/**
 * Which origins and addresses requests may go to: the lists {@code allow} and {@code deny} of the options. Callers of
 * the service name any URL. Without the lists they could reach services that only this host can reach.
 */
final class TargetPolicy {
  private final TargetList allow;
  private final TargetList deny;

  TargetPolicy(ClientVerticleOptions options) {
    allow = TargetList.of(options.getAllow(), "allow");
    deny = TargetList.of(options.getDeny(), "deny");
  }

  /** Checks the origin of a URL, and the host and port to connect to. @return {@code null} if both are allowed */
  ServiceFailure refusal(Origin origin) {
    ServiceFailure refusal = refusal(origin.scheme(), origin.host(), origin.port(), origin.name());
    return refusal != null || !origin.isDialledElsewhere() ? refusal
      : refusal(origin.scheme(), origin.dialHost(), origin.dialPort(), "connect: " + origin.dialled());
  }

  private ServiceFailure refusal(String scheme, String host, int port, String shown) {
    if (deny.containsOrigin(scheme, host, port)) {
      return new ServiceFailure(ServiceFailure.FORBIDDEN, shown + " is not allowed: deny of the client service has it");
    }
    if (allow.hasOrigins() && !allow.containsOrigin(scheme, host, port)) {
      return new ServiceFailure(ServiceFailure.FORBIDDEN, shown
        + " is not allowed: it is none of the origins in allow of the client service");
    }
    return null;
  }

  /** Whether connections to an address are allowed. */
  boolean allows(InetAddress address) {
    return !deny.containsAddress(address)
      && (allow.hasAddresses() ? allow.containsAddress(address) : TargetList.isPublic(address));
  }
}
