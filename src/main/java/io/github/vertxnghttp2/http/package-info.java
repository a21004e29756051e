/**
 * Vert.x's own {@code HttpServer} and {@code HttpClient} on the engine of this library: {@link
 * io.github.vertxnghttp2.http.Nghttp2Http} chooses it.
 *
 * <pre>{@code
 * http -> http.engine  the connections of Vert.x's servers and clients
 *           -> http.stream       requests and responses
 *           -> http.fields       their header fields
 *           -> http.compression  their bodies, compressed
 *           -> http.upgrade      connections that begin with HTTP/1.1
 *           -> http.websocket    WebSockets over HTTP/2
 *           -> protocol, impl    the engine
 * }</pre>
 */
package io.github.vertxnghttp2.http;
