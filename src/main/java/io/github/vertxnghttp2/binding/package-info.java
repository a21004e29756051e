/**
 * libnghttp2, usable without Vert.x. A {@link Session} reads bytes and reports to a {@link SessionListener} what they
 * mean; it carries out commands and writes bytes. {@link HeaderDeflater} and {@link HeaderInflater} are HPACK without
 * a session. Objects belong to one thread at a time. Those that hold native memory have to be closed. The example
 * {@code SessionByHand} shows how.
 *
 * <p>The parts that users do not need are in packages that are not exported:
 * <pre>{@code
 * binding -> binding.jni     the native methods      -> binding.wire
 *         -> binding.wire    the records of wire.h   -> binding.checks, frame
 *         -> binding.checks  checks of arguments     -> frame
 *         -> limits, frame
 * }</pre>
 */
package io.github.vertxnghttp2.binding;
