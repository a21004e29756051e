/**
 * Routes as requests meet them: which route a request takes, how many requests a route lets in, and the table that is
 * made of configured routes and of those that were added at run time.
 *
 * <p>Imports {@code service} for the options of a route, and {@code service.syntax}.
 */
package io.github.vertxnghttp2.service.routing;
