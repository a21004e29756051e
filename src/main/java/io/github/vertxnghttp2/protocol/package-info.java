/**
 * HTTP/2 connections and streams without I/O: bytes in, listener calls out; calls in, bytes out. A connection and its
 * streams belong to one thread. No other thread may call them, unless a method says so.
 *
 * <pre>{@code
 * impl -> protocol -> protocol.checks  the fields of requests and trailers  -> binding, frame
 *                  -> protocol.stream  parts of a stream                    -> frame
 *                  -> protocol.output  where bytes are written
 *                  -> binding, limits, frame
 * }</pre>
 */
package io.github.vertxnghttp2.protocol;
