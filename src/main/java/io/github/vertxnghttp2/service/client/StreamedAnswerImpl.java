package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.StreamedAnswer;
import io.github.vertxnghttp2.service.bus.BusBody;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.MultiMap;

final class StreamedAnswerImpl extends BusBody<StreamedAnswer> implements StreamedAnswer {
  private final int status;
  private final MultiMap headers;

  StreamedAnswerImpl(int status, MultiMap headers, BusReader reader) {
    super(reader);
    this.status = status;
    this.headers = headers;
  }

  @Override
  protected StreamedAnswer self() {
    return this;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }
}
