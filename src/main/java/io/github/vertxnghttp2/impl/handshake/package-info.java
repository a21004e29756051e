/**
 * The start of a connection: addresses, TLS with ALPN, the connection preface with its SETTINGS, the upgrade from
 * HTTP/1.1 to h2c, and the refusal of peers that do not use HTTP/2. Imports no other package of {@code impl}.
 */
package io.github.vertxnghttp2.impl.handshake;
