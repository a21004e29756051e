package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;

/** A request of a route in {@code stream} mode, and the listener of its stream over the bus. */
final class HandledStream implements BusStreamListener {
  private final BusReader reader;
  private final ResponseEvents events;
  private final StreamOutput output;
  private final RoutedRequest request;

  HandledStream(RequestHead head, BusStream stream, ContextInternal context, int maxBodySize) {
    reader = new BusReader(context, maxBodySize);
    reader.source(stream::consumed);
    events = new ResponseEvents(context);
    ResponseHead responseHead = new ResponseHead();
    output = new StreamOutput(responseHead, stream, reader, HttpMethod.HEAD.equals(head.method()), context);
    request = new RoutedRequestImpl(head, reader, new RoutedResponseImpl(responseHead, events, output));
    reader.whenRefused(output::onRequestTooLong);
    if (stream.isRemoteEnded()) {
      reader.onEnd(MultiMap.caseInsensitiveMultiMap());
    }
  }

  RoutedRequest request() {
    return request;
  }

  @Override
  public void onData(Buffer data) {
    reader.onData(data);
  }

  @Override
  public void onEnd(MultiMap trailers) {
    reader.onEnd(trailers);
  }

  @Override
  public void onCredit() {
    output.onCredit();
  }

  @Override
  public void onReset(BusReset reset) {
    Throwable cause = reset.exception();
    reader.onFailure(cause);
    if (output.onFailure(cause)) {
      events.failed(cause);
    }
  }

  @Override
  public void onClosed() {
    events.closed();
  }

  /** Called if the handler threw an exception. */
  void onHandlerFailure() {
    output.onHandlerFailure();
  }
}
