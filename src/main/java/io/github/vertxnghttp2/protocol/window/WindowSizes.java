package io.github.vertxnghttp2.protocol.window;

/**
 * The sizes of receive windows, in bytes.
 *
 * @param connection of the connection, at the start
 * @param stream of each stream, at the start
 * @param maximum of both, however much arrives in a round trip
 */
public record WindowSizes(int connection, int stream, int maximum) {
}
