/**
 * The control address of a server: adds, removes and lists routes at run time, shares them in the cluster, and tells
 * what the servers count.
 *
 * <p>Imports {@code service}, {@code service.routing} and {@code service.bus}.
 */
package io.github.vertxnghttp2.service.control;
