package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.github.vertxnghttp2.service.bus.wire.ConsumerClosed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;

import java.util.function.Consumer;

/** A request of a route in {@code stream} mode, and the listener of its stream over the bus. */
final class HandledStream implements BusStreamListener, TimeLeft {
  private final BusStream stream;
  private final ContextInternal context;
  private final BusReader reader;
  private final ResponseEvents events;
  private final StreamOutput output;
  private final RoutedRequest request;
  private final Consumer<HandledStream> done;
  private final ResponseHead responseHead;
  private final RequestHead head;
  /** {@link System#nanoTime} of the end of the request; valid if {@code requestEnded}. */
  private long requestEnd;
  private volatile boolean requestEnded;

  /** @param done called on the context after the stream has ended */
  HandledStream(RequestHead head, BusStream stream, ContextInternal context, int maxBodySize, Arrivals arrivals,
                Consumer<HandledStream> done) {
    this.head = head;
    responseHead = new ResponseHead(arrivals.record(head, System.nanoTime()));
    this.stream = stream;
    this.context = context;
    this.done = done;
    reader = new BusReader(context, maxBodySize);
    reader.source(stream);
    events = new ResponseEvents(context);
    output = new StreamOutput(responseHead, stream, reader, HttpMethod.HEAD.equals(head.method()), context);
    request = new RoutedRequestImpl(head, reader, new RoutedResponseImpl(responseHead, events, output), this);
    reader.whenRefused(output::onRequestTooLong);
    if (stream.isRemoteEnded()) {
      endRequest();
      reader.onEnd(MultiMap.caseInsensitiveMultiMap());
    }
  }

  private void endRequest() {
    requestEnd = System.nanoTime();
    requestEnded = true;
  }

  @Override
  public long timeLeft() {
    if (responseHead.isSent()) {
      return RequestHead.NO_TIMEOUT;
    }
    return requestEnded ? head.timeLeft(requestEnd) : head.timeout();
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
    endRequest();
    reader.onEnd(trailers);
  }

  @Override
  public void onCredit() {
    output.onCredit();
  }

  @Override
  public void onReset(BusReset reset) {
    Throwable cause = reset.exception();
    if (reset.code() != ErrorCode.NO_ERROR.code()) {
      responseHead.recorded().failed(cause.getMessage());
    }
    reader.onFailure(cause);
    if (output.onFailure(cause)) {
      events.failed(cause);
    }
  }

  @Override
  public void onClosed() {
    if (reader.onStreamClosed()) {
      context.runOnContext(v -> reader.discardUnread()); // later: the task that ends the response may still read
    }
    responseHead.recorded().ended();
    done.accept(this);
    events.closed();
  }

  /** Called if the consumer is about to reset the stream, because it is closed. */
  void onConsumerClosed() {
    Throwable cause = BusReset.consumerClosed().exception();
    if (output.onConsumerClosed(cause)) {
      responseHead.recorded().failed(cause.getMessage());
      reader.onFailure(cause);
      events.failed(cause);
      stream.reset(ConsumerClosed.CODE, ConsumerClosed.TEXT);
    }
  }

  /** Called if the handler threw an exception. */
  void onHandlerFailure() {
    output.onHandlerFailure();
  }
}
