/**
 * Matching of requests with routes: which route handles a request, how many requests a route admits, and the table of
 * the configured routes and the routes that were added at run time.
 *
 * <p>Imports {@code service} for the options of a route, and {@code service.syntax}.
 */
package io.github.vertxnghttp2.service.routing;
