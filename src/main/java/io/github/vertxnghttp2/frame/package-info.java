/**
 * The words of RFC 9113 as plain Java values: frames, flags, error codes, settings and header lists.
 *
 * <p>Numbers that came from a peer are kept as they came. An enum stands beside each of them, and is {@code null} where
 * the number is not one that this library knows.
 */
package io.github.vertxnghttp2.frame;
