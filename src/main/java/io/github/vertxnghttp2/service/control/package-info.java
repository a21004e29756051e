/**
 * The control address of a server. It adds, removes and lists routes at run time, shares them in the cluster, and
 * reports the counts of the servers.
 *
 * <p>Imports {@code service}, {@code service.nodes}, {@code service.routing}, {@code service.bus} and
 * {@code service.stats}.
 */
package io.github.vertxnghttp2.service.control;
