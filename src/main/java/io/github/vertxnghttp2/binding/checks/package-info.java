/**
 * Checks of arguments and of fields before they reach native code, which does not check them. It is not exported.
 *
 * <p>It uses {@code frame}. {@code binding} and {@code binding.wire} use it.
 */
package io.github.vertxnghttp2.binding.checks;
