package io.github.vertxnghttp2.service.routing;

/**
 * The route of a request, and the values of the path's parameters.
 *
 * @param parameters in the order of the names in the route's path
 */
public record RouteMatch(Route route, String[] parameters) {
}
