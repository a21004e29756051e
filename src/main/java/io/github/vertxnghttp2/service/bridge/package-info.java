/**
 * The verticle {@code nghttp2:bridge}: bridges from the event bus to programs outside of the JVM, such as those in
 * Node. It needs {@code io.vertx:vertx-tcp-eventbus-bridge} for the TCP bridge, and {@code io.vertx:vertx-web} for the
 * SockJS bridge.
 *
 * <p>Imports {@code json} and {@code service.syntax} for the options, and {@code service.bus.wire} for addresses.
 */
package io.github.vertxnghttp2.service.bridge;
