/**
 * The nodes of a cluster that handle requests: which have consumers, which have left, which one is chosen for a
 * request, which are left out for a while, and how many requests are sent again.
 *
 * <p>Imports {@code service}, {@code service.routing}, {@code service.cluster} and {@code service.bus.wire}.
 */
package io.github.vertxnghttp2.service.nodes;
