package io.github.vertxnghttp2.service;

/**
 * A route, and what the parameters of its path stand for in a request.
 *
 * @param parameters in the order of the names in the route's path
 */
record RouteMatch(Route route, String[] parameters) {
}
