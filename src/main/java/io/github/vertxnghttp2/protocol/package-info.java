/**
 * HTTP/2 connections and streams without I/O: bytes in, listener calls out; calls in, bytes out. A connection and its
 * streams belong to one thread, and none of their methods may be called from another.
 */
package io.github.vertxnghttp2.protocol;
