/**
 * The other nodes of a cluster: which have left, and whether the process of a node has ended.
 *
 * <p>Imports only Vert.x.
 */
package io.github.vertxnghttp2.service.cluster;
