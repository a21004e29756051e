/**
 * WebSockets over HTTP/2, RFC 8441. Each socket is a stream that an extended CONNECT opened. The stream is a channel of
 * Netty, {@link io.github.vertxnghttp2.http.websocket.StreamChannel}. On that channel stand the classes with which
 * Vert.x upgrades connections of HTTP/1.1, and its WebSockets: one handler translates the extended CONNECT to the
 * upgrade request of RFC 6455, and the response back.
 */
package io.github.vertxnghttp2.http.websocket;
