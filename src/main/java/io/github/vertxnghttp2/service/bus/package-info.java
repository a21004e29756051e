/**
 * Streams over the event bus: endpoints, credit, liveness, bodies that come and go.
 * {@link io.github.vertxnghttp2.service.bus.wire} has the format of the messages. It knows the bodies of HTTP/2
 * messages, but no connections.
 *
 * <p>Imports {@code service} for the options, and {@code service.bus.wire}.
 */
package io.github.vertxnghttp2.service.bus;
