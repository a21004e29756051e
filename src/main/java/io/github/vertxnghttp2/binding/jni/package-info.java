/**
 * The JNI boundary: the native methods, and the memory and the handles that they need. It is not exported.
 *
 * <p>It uses nothing of this project. Only {@code binding} uses it.
 */
package io.github.vertxnghttp2.binding.jni;
