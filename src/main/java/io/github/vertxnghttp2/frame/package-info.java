/**
 * The terms of RFC 9113 as plain Java values: frames, flags, error codes, settings and header lists.
 *
 * <p>Numbers of a peer are kept as they were received. Beside each number, a method gives its enum constant, or
 * {@code null} if the number is unknown.
 *
 * <p>This package uses no other package of the project. Packages of all levels use it. The records that implement
 * {@link Frame} are in this package because {@link Frame} is sealed.
 */
package io.github.vertxnghttp2.frame;
