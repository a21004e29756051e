/**
 * Limits that the Java code checks: the number of connections, the unread bytes, and the times within which a peer must
 * read, acknowledge or send. The native library checks the limits of single frames. Imports {@code transport} and
 * {@code telemetry}.
 */
package io.github.vertxnghttp2.impl.limits;
