package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

final class ClientResponseImpl implements ClientResponse {
  private final ClientRequestImpl request;
  private final HeaderList head;
  private final BodyReader reader;
  private MultiMap headers;

  ClientResponseImpl(ClientRequestImpl request, HeaderList head, BodyReader reader) {
    this.request = request;
    this.head = head;
    this.reader = reader;
  }

  BodyReader reader() {
    return reader;
  }

  @Override
  public int status() {
    return status(head);
  }

  /** nghttp2 has made sure that there is a {@code :status} of three digits. */
  static int status(HeaderList head) {
    return Integer.parseInt(head.get(":status"));
  }

  /** The list without {@code :status}. */
  static MultiMap fields(HeaderList head) {
    HeaderList fields = new HeaderList(head.size());
    for (int i = 0; i < head.size(); i++) {
      if (head.name(i).charAt(0) != ':') {
        fields.add(head.name(i), head.value(i), head.isSensitive(i));
      }
    }
    return new HeadersMultiMap(fields, false);
  }

  @Override
  public ClientRequest request() {
    return request;
  }

  @Override
  public int streamId() {
    return request.streamId();
  }

  @Override
  public MultiMap headers() {
    if (headers == null) {
      headers = fields(head);
    }
    return headers;
  }

  @Override
  public String header(String name) {
    return head.get(name);
  }

  @Override
  public long contentLength() {
    return ReceivedText.contentLength(header("content-length"));
  }

  @Override
  public MultiMap trailers() {
    return reader.trailers();
  }

  @Override
  public Future<Buffer> body() {
    return reader.body();
  }

  @Override
  public Future<String> text() {
    return ReceivedText.text(body(), contentType());
  }

  @Override
  public Future<Object> json() {
    return ReceivedText.json(body());
  }

  @Override
  public Future<Void> ended() {
    return reader.ended();
  }

  @Override
  public ClientResponse exceptionHandler(Handler<Throwable> handler) {
    reader.exceptionHandler(handler);
    return this;
  }

  @Override
  public ClientResponse handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public ClientResponse pause() {
    reader.pause();
    return this;
  }

  @Override
  public ClientResponse resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ClientResponse fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public ClientResponse endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }
}
