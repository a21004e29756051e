package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.github.vertxnghttp2.protocol.Stream;
import io.vertx.core.internal.ContextInternal;

/** Reports one request to the metrics and the tracer. Used only on the event loop of its connection. */
public final class ClientObservation {
  private final ClientTelemetry telemetry;
  private final ContextInternal context;
  private final ObservedRequest request;
  private ObservedResponse response;
  private Object metric;
  /** {@code null} without a tracer, and after the span has ended. */
  private Object span;
  private Object waiting;
  private Object using;
  private boolean queued;
  private boolean inUse;
  private boolean begun;
  private boolean requestEnded;
  private boolean responseEnded;

  ClientObservation(ClientTelemetry telemetry, ContextInternal context, ObservedRequest request, Object span) {
    this.telemetry = telemetry;
    this.context = context;
    this.request = request;
    this.span = span;
  }

  /**
   * Called when the request is passed to the connection. It is called again if the server refuses the request and the
   * request is sent again.
   */
  public void submitted(Stream stream) {
    if (stream.isClosed()) {
      return; // the failure has already been reported
    }
    if (stream.id() != 0) {
      opened();
    } else if (telemetry.pool() != null) {
      queued = true;
      waiting = telemetry.pool().enqueue();
    }
  }

  /** Called when the request has a stream. */
  public void opened() {
    dequeued();
    if (telemetry.pool() != null) {
      inUse = true;
      using = telemetry.pool().begin();
    }
    if (telemetry.endpoint != null && !begun) {
      begun = true;
      metric = telemetry.endpoint.init();
      telemetry.endpoint.requestBegin(metric, request.uri(), request);
    }
  }

  private void dequeued() {
    if (queued) {
      queued = false;
      telemetry.pool().dequeue(waiting);
    }
  }

  /** Called when the stream is closed. The request may be sent again on another stream. */
  public void streamClosed() {
    dequeued();
    if (inUse) {
      inUse = false;
      telemetry.pool().end(using);
    }
  }

  public void requestEnded(long bytes) {
    if (begun && !requestEnded) {
      requestEnded = true;
      telemetry.endpoint.requestEnd(metric, bytes);
    }
  }

  public void responseBegun(HeaderList head) {
    response = new ObservedResponse(ReceivedFields.status(head), ReceivedFields.of(head));
    if (begun) {
      telemetry.endpoint.responseBegin(metric, response);
    }
  }

  public void responseEnded(long bytes) {
    responseEnded = true;
    if (begun) {
      telemetry.endpoint.responseEnd(metric, bytes);
    }
    endSpan(null);
  }

  public void failed(Throwable cause) {
    if (begun && !(requestEnded && responseEnded)) {
      telemetry.endpoint.requestReset(metric);
    }
    endSpan(cause);
  }

  private void endSpan(Throwable failure) {
    if (span != null) {
      Object ending = span;
      span = null;
      telemetry.tracer.receiveResponse(context, response, ending, failure, SpanTags.RESPONSE);
    }
  }
}
