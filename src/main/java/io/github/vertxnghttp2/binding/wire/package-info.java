/**
 * The records that cross between Java and C in byte arrays, as wire.h describes them. It is not exported.
 *
 * <p>It uses {@code frame} and {@code binding.checks}. {@code binding} and {@code binding.jni} use it.
 */
package io.github.vertxnghttp2.binding.wire;
