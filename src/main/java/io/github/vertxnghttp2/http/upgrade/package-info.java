/**
 * The upgrade of a cleartext connection from HTTP/1.1 to HTTP/2 (h2c, RFC 7540 section 3.2) at servers and clients of
 * Vert.x: the handlers that read and write HTTP/1.1 until the connection is upgraded. Not for users.
 */
package io.github.vertxnghttp2.http.upgrade;
