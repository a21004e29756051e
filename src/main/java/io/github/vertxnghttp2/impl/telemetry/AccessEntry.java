package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.Http2Exception;

import java.time.Instant;

/**
 * What there is to write about a request that is over.
 *
 * @param response {@code null} if none was begun
 * @param route {@code null} if none was told
 * @param reset {@code null} if it went well
 * @param firstByteNanos from the request's head to the response's; -1 without a response
 */
record AccessEntry(ObservedRequest request, ObservedResponse response, boolean pushed, String route, Http2Exception reset,
                   Instant began, long firstByteNanos, long totalNanos, long bytesIn, long bytesOut) {
}
