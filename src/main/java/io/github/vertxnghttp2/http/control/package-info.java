/**
 * The SETTINGS, PING and GOAWAY frames and the window of a connection of {@code http.engine}, as users of Vert.x's
 * {@code HttpConnection} send and receive them. Not for users.
 */
package io.github.vertxnghttp2.http.control;
