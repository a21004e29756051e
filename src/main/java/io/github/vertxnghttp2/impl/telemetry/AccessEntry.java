package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.Http2Exception;

import java.time.Instant;

/**
 * One line of the access log: a request that has ended.
 *
 * @param response {@code null} if no response had begun
 * @param route {@code null} if the application has set none
 * @param reset why the stream was reset; {@code null} if the response is complete
 * @param firstByteNanos nanoseconds from the head of the request to the head of the response; -1 without a response
 */
record AccessEntry(ObservedRequest request, ObservedResponse response, boolean pushed, String route,
  Http2Exception reset, Instant began, long firstByteNanos, long totalNanos, long bytesIn, long bytesOut) {
}
