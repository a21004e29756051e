/**
 * Streams over the event bus: endpoints, credit, liveness, and bodies in both directions. The package
 * {@link io.github.vertxnghttp2.service.bus.wire} has the format of the messages. This package knows the bodies of
 * HTTP/2 messages, but no connections.
 *
 * <p>Imports {@code service} for the options, {@code service.cluster} and {@code service.bus.wire}.
 */
package io.github.vertxnghttp2.service.bus;
