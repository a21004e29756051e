/**
 * What RFC 9113 asks of the fields of requests, promised requests and trailers, beyond what libnghttp2 checks itself.
 *
 * <p>It uses {@code frame} and {@code binding}. {@code protocol} and {@code impl} use it.
 */
package io.github.vertxnghttp2.protocol.checks;
