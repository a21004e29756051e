package io.github.vertxnghttp2.service.routing;

/**
 * A route, and what the parameters of its path stand for in a request.
 *
 * @param parameters in the order of the names in the route's path
 */
public record RouteMatch(Route route, String[] parameters) {
}
