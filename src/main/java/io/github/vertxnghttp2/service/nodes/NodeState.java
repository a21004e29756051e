package io.github.vertxnghttp2.service.nodes;

/**
 * A node with consumers of an address, at one moment.
 *
 * @param address of the route
 * @param node the id of the node
 * @param inFlight the requests, of all addresses, that the servers of this Vert.x have sent to the node, and that have
 *   not ended
 * @param ejected whether the node is left out for this address, after failures
 */
public record NodeState(String address, String node, int inFlight, boolean ejected) {
}
