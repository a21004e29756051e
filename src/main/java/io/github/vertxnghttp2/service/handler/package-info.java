/**
 * The handler's side of a route. It receives requests from the event bus, and sends the responses back.
 *
 * <p>Imports {@code service}, {@code service.bus} and {@code service.bus.wire}.
 */
package io.github.vertxnghttp2.service.handler;
