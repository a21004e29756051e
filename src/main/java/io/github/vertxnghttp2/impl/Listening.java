package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * What the connections of a listening server share.
 *
 * @param telemetry {@code null} if nobody watches
 */
record Listening(ContextInternal context, ServerOptions options, Handler<ServerRequest> handler, FrameLogs logs,
                 SessionCounters counters, ServerTelemetry telemetry, LimitLog limits, Admission admission,
                 BufferedBytes buffered) {
}
