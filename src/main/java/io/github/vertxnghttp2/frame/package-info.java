/**
 * The words of RFC 9113 as plain Java values: frames, flags, error codes, settings and header lists.
 *
 * <p>Numbers of a peer are kept as they were received. Beside each number, a method gives its enum constant, or
 * {@code null} if the number is unknown.
 *
 * <p>It uses nothing of this project. All other packages may use it. The records of {@link Frame} are sealed with it,
 * which is why they are in one package.
 */
package io.github.vertxnghttp2.frame;
