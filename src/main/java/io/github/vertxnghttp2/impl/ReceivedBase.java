package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What requests to a server and responses to a client have in common: a head, and a body that follows. */
abstract class ReceivedBase {
  final HeaderList head;
  final BodyReader reader;
  private MultiMap headers;

  ReceivedBase(HeaderList head, BodyReader reader) {
    this.head = head;
    this.reader = reader;
  }

  /** The fields without the pseudo-header fields. */
  static MultiMap fields(HeaderList head) {
    HeaderList fields = new HeaderList(head.size());
    for (int i = 0; i < head.size(); i++) {
      if (head.name(i).charAt(0) != ':') {
        fields.add(head.name(i), head.value(i), head.isSensitive(i));
      }
    }
    CookieCrumbs.join(fields);
    return new HeadersMultiMap(fields, false);
  }

  public MultiMap headers() {
    if (headers == null) {
      headers = fields(head);
    }
    return headers;
  }

  public String header(String name) {
    return CookieCrumbs.isName(name) ? CookieCrumbs.joined(head) : head.get(name);
  }

  public long contentLength() {
    return ReceivedText.contentLength(header("content-length"));
  }

  public MultiMap trailers() {
    return reader.trailers();
  }

  public Future<Buffer> body() {
    return reader.body();
  }

  public Future<String> text() {
    return ReceivedText.text(body(), header("content-type"));
  }

  public Future<Object> json() {
    return ReceivedText.json(body());
  }

  public Future<Void> ended() {
    return reader.ended();
  }
}
