/**
 * The reports about connections and requests: counters, Vert.x's metrics and spans, the access log, the frame log and
 * the log of connection ends. Imports {@code fields}.
 */
package io.github.vertxnghttp2.impl.telemetry;
