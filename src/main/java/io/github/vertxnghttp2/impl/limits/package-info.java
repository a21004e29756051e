/**
 * Limits that Java counts: connections, unread bytes, and the times in which a peer must read, acknowledge or send.
 * Those of single frames are counted by the native library. Imports {@code transport} and {@code telemetry}.
 */
package io.github.vertxnghttp2.impl.limits;
