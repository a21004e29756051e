/**
 * Receive windows that grow with the bandwidth-delay product of a connection. Nothing here is public for users.
 */
package io.github.vertxnghttp2.protocol.window;
