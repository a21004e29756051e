/**
 * HTTP/2 sessions on Vert.x: sessions, requests and responses, and the transport of one connection, which joins a socket of
 * Vert.x to a connection of {@code protocol}. Not for users.
 *
 * <p>The packages below this one, each above those that it may import:
 * <pre>
 *                  impl
 *      ┌────────────┼────────────┐
 *    limits         │            │
 *      │            │            │
 *  transport ───────┤           body
 *      │  │         │            │
 *      │  handshake ┘            │
 *      │                         │
 *  telemetry ───────────────► fields
 * </pre>
 */
package io.github.vertxnghttp2.impl;
