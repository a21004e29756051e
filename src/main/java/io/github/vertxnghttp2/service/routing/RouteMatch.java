package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.identity.RequestIdentity;

/**
 * The route of a request, the values of the path's parameters, and what is known about the sender.
 *
 * @param parameters in the order of the names in the route's path
 * @param identity {@code null} if nothing is known
 * @param requestId follows the request to its handler in recordings; {@code null} if its connection is not recorded
 */
public record RouteMatch(Route route, String[] parameters, RequestIdentity identity, String requestId) {
}
