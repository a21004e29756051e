/**
 * The control address of a server. It adds, removes and lists routes at run time, shares them in the cluster, and
 * reports the counts of the servers.
 *
 * <p>Imports {@code service}, {@code service.routing} and {@code service.bus}.
 */
package io.github.vertxnghttp2.service.control;
