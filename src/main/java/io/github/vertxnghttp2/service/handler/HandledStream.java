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

import java.util.function.Consumer;

/** A request of a route in {@code stream} mode, and the listener of its stream over the bus. */
final class HandledStream implements BusStreamListener {
  private final BusReader reader;
  private final ResponseEvents events;
  private final StreamOutput output;
  private final RoutedRequest request;
  private final Consumer<HandledStream> done;

  /** @param done called on the context after the stream has ended */
  HandledStream(RequestHead head, BusStream stream, ContextInternal context, int maxBodySize,
                Consumer<HandledStream> done) {
    this.done = done;
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
    done.accept(this);
    events.closed();
  }

  /** Called if the consumer is about to reset the stream, because it is closed. */
  void onConsumerClosed() {
    Throwable cause = BusReset.consumerClosed().exception();
    if (output.onConsumerClosed(cause)) {
      events.failed(cause);
    }
  }

  /** Called if the handler threw an exception. */
  void onHandlerFailure() {
    output.onHandlerFailure();
  }
}
