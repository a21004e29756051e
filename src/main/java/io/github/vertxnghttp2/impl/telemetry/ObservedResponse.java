package io.github.vertxnghttp2.impl.telemetry;

import io.vertx.core.MultiMap;
import io.vertx.core.spi.observability.HttpResponse;

/** A response in the form that metrics and tracers expect. */
record ObservedResponse(int statusCode, MultiMap headers) implements HttpResponse {
}
