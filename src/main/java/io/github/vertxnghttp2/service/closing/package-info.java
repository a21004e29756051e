/**
 * Closes servers and consumers when Vert.x closes or the JVM ends.
 *
 * <p>Imports {@code service}.
 */
package io.github.vertxnghttp2.service.closing;
