/**
 * How many requests a client may send to a route.
 *
 * <p>Imports {@code service} for the options of the limit, and {@code service.syntax}.
 */
package io.github.vertxnghttp2.service.limits;
