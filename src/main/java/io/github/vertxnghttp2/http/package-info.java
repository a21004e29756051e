/**
 * Vert.x's own {@code HttpServer} and {@code HttpClient} on the engine of this library: {@link
 * io.github.vertxnghttp2.http.Nghttp2Http} chooses it.
 *
 * <pre>{@code
 * http -> http.engine  connections as Vert.x's streams see them -> protocol, impl
 * }</pre>
 */
package io.github.vertxnghttp2.http;
