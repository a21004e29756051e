/**
 * libnghttp2, usable without Vert.x: a {@link Session} reads bytes and tells a {@link SessionListener}, takes commands and
 * writes bytes; {@link HeaderDeflater} and {@link HeaderInflater} are HPACK alone. An object belongs to one thread at a time,
 * and what holds native memory is to be closed. The example {@code SessionByHand} shows it.
 */
package io.github.vertxnghttp2.binding;
