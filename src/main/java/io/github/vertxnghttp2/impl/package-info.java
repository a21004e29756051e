/**
 * HTTP/2 sessions on Vert.x: sessions, requests and responses, and the transport of one connection, which connects a
 * socket of Vert.x to a connection of {@code protocol}. Not for users.
 *
 * <p>Below are the packages that it stands on. An arrow says which imports are allowed:
 * <pre>
 *   impl       → all of the others
 *   limits     → transport
 *   transport  → handshake, telemetry
 *   recording  → telemetry
 *   telemetry  → fields
 *   body       → fields
 *   handshake
 *   fields
 * </pre>
 */
package io.github.vertxnghttp2.impl;
