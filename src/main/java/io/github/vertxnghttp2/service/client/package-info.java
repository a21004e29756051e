/**
 * The client service: the connections of a client verticle by origin, the requests that it sends for its callers, and
 * their streams.
 *
 * <p>Imports {@code recording}, {@code service}, {@code service.bus}, {@code service.bus.wire} and
 * {@code service.syntax}.
 */
package io.github.vertxnghttp2.service.client;
