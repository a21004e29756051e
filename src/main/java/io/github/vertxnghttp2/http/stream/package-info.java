/**
 * Requests and responses as Vert.x's {@code HttpServer} and {@code HttpClient} read and write them. Each is one stream
 * of HTTP/2 on a connection of {@code http.engine}.
 */
package io.github.vertxnghttp2.http.stream;
