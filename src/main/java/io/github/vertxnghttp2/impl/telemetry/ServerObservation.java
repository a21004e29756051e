package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.github.vertxnghttp2.protocol.Stream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;

import java.time.Instant;

/** Reports one request to the metrics, the tracer and the access log. Used only on the event loop of its connection. */
public final class ServerObservation {
  private final ServerTelemetry telemetry;
  private final Stream stream;
  private final ContextInternal context;
  private final ObservedRequest request;
  private final Object metric;
  private final boolean pushed;
  /** {@code null} without a tracer, and after the span has ended. */
  private Object span;
  private ObservedResponse response;
  private String route;
  private boolean requestEnded;
  private boolean responseEnded;
  private final Instant began;
  private final long beganNanos;
  private long headNanos;

  ServerObservation(ServerTelemetry telemetry, Stream stream, ContextInternal context, ObservedRequest request,
    Object metric, Object span, boolean pushed) {
    this.telemetry = telemetry;
    this.stream = stream;
    this.context = context;
    this.request = request;
    this.metric = metric;
    this.span = span;
    this.pushed = pushed;
    began = telemetry.log == null ? null : Instant.now();
    beganNanos = began == null ? 0 : System.nanoTime();
    if (stream.isRemoteEnded()) {
      requestEnded();
    }
  }

  /** @param head the head of the promised request */
  public ServerObservation push(Stream promised, HttpMethod method, HeaderList head) {
    return telemetry.push(promised, context, new ObservedRequest(promised.id(), method, head.get(":scheme"),
      head.get(":authority"), head.get(":path"), ReceivedFields.of(head), request.remoteAddress()));
  }

  public void routed(String name) {
    route = name;
    if (telemetry.http != null) {
      telemetry.http.requestRouted(metric, name);
    }
  }

  public void requestEnded() {
    if (!requestEnded) {
      requestEnded = true;
      if (telemetry.http != null) {
        telemetry.http.requestEnd(metric, request, stream.bytesReceived());
      }
    }
  }

  public void responseBegun(int status, HeadersMultiMap headers) {
    response = new ObservedResponse(status, headers);
    headNanos = began == null ? 0 : System.nanoTime();
    if (telemetry.http != null) {
      telemetry.http.responseBegin(metric, response);
    }
  }

  public void responseEnded() {
    responseEnded = true;
    if (telemetry.http != null) {
      telemetry.http.responseEnd(metric, response, stream.bytesSent());
    }
    endSpan(null);
  }

  /** Called when the stream is closed. @param failure {@code null} if both sides had ended it */
  public void closed(Http2Exception failure) {
    // A server that has responded may stop the rest of the request with NO_ERROR, RFC 9113 section 8.1.
    Http2Exception reset = responseEnded && failure != null && failure.code() == ErrorCode.NO_ERROR.code() ? null
      : failure;
    if (responseEnded && reset == null) {
      requestEnded();
    } else if (telemetry.http != null && !(requestEnded && responseEnded)) {
      telemetry.http.requestReset(metric);
    }
    endSpan(reset);
    if (telemetry.log != null) {
      long now = System.nanoTime();
      telemetry.log.write(new AccessEntry(request, response, pushed, route, reset, began,
        response == null ? -1 : headNanos - beganNanos, now - beganNanos, stream.bytesReceived(), stream.bytesSent()));
    }
  }

  private void endSpan(Throwable failure) {
    if (span != null) {
      Object ending = span;
      span = null;
      telemetry.tracer.sendResponse(context, response, ending, failure, SpanTags.RESPONSE);
    }
  }
}
