package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;

/** A request of a route in {@code stream} mode, and the listener of its stream. */
final class StreamedRequest extends RoutedRequestBase implements BusStreamListener {
  private final StreamedResponse response;

  StreamedRequest(RequestHead head, BusStream stream, ContextInternal context, int maxBodySize) {
    super(head, new BusReader(context, maxBodySize));
    reader.source(stream::consumed);
    response = new StreamedResponse(stream, reader, HttpMethod.HEAD.equals(head.method()), context);
    reader.whenRefused(response::onRequestRefused);
    if (stream.isRemoteEnded()) {
      reader.onEnd(MultiMap.caseInsensitiveMultiMap());
    }
  }

  @Override
  public RoutedResponse response() {
    return response;
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
    response.onCredit();
  }

  @Override
  public void onReset(BusReset reset) {
    reader.onFailure(reset.exception());
    response.onReset(reset.exception());
  }

  @Override
  public void onClosed() {
    response.closed();
  }

  /** The handler threw. */
  void failed() {
    response.failedByHandler();
  }
}
