/**
 * Streams over the event bus: frames, endpoints, credit, liveness; the guide's chapter on the wire protocol is what this
 * package implements. It knows nothing of HTTP/2 connections.
 */
package io.github.vertxnghttp2.service.bus;
