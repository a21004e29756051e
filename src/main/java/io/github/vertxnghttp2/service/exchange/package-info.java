/**
 * An HTTP/2 request that a server sends to a handler on the event bus, as one message or as a stream, and the response
 * that it makes of what comes back.
 *
 * <p>Imports {@code recording}, {@code service}, {@code service.nodes}, {@code service.routing},
 * {@code service.identity}, {@code service.limits}, {@code service.syntax}, {@code service.stats},
 * {@code service.bus} and {@code service.bus.wire}.
 */
package io.github.vertxnghttp2.service.exchange;
