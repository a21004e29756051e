/**
 * Whether a server lives, and whether it is ready for requests.
 *
 * <p>Imports {@code service} for the options, and {@code service.syntax}.
 */
package io.github.vertxnghttp2.service.health;
