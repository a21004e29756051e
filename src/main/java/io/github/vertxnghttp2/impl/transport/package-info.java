/**
 * The bytes of a connection: reads and writes of the channel, and how a connection ends without losing the last of
 * them. Imports {@code telemetry} and {@code handshake}.
 */
package io.github.vertxnghttp2.impl.transport;
