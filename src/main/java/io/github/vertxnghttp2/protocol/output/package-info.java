/**
 * Where a connection writes its bytes, and the body bytes that wait to be written there.
 *
 * <p>It uses nothing of this project. {@code protocol} and {@code impl} use it.
 */
package io.github.vertxnghttp2.protocol.output;
