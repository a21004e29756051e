/**
 * Matching of requests with routes: which route handles a request, how many requests a route admits, and the table of
 * the configured routes and the routes that were added at run time.
 *
 * <p>Imports {@code service} for the options of a route, {@code service.syntax}, {@code service.identity},
 * {@code service.limits} and {@code service.stats}.
 */
package io.github.vertxnghttp2.service.routing;
