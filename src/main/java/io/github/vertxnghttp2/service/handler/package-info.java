/**
 * The handler's side of a route. It receives requests from the event bus, and sends the responses back.
 *
 * <p>Imports {@code recording.live}, {@code service}, {@code service.bus}, {@code service.bus.wire} and
 * {@code service.closing}.
 */
package io.github.vertxnghttp2.service.handler;
