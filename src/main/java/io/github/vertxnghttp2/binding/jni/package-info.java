/**
 * The JNI boundary: the native methods, and the memory and the handles that they need. It is not exported.
 *
 * <p>It uses the numbers of {@code binding.wire}. Only {@code binding} uses it.
 */
package io.github.vertxnghttp2.binding.jni;
