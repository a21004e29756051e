package io.github.vertxnghttp2.impl.telemetry;

import io.vertx.core.MultiMap;
import io.vertx.core.spi.observability.HttpResponse;

/** A response as metrics and tracers see it. */
record ObservedResponse(int statusCode, MultiMap headers) implements HttpResponse {
}
