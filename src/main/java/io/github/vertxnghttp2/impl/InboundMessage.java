package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.body.BodyDecoder;
import io.github.vertxnghttp2.impl.body.BodyPipe;
import io.github.vertxnghttp2.impl.body.BodyReader;
import io.github.vertxnghttp2.impl.body.PulledBody;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.WriteStream;

/**
 * A received message: the request of a server or the response of a client. This base class has the methods that read
 * its head and body, because both interfaces declare them.
 */
abstract class InboundMessage {
  final HeaderList head;
  private volatile BodyReader reader;
  private MultiMap headers;

  /** @param reader {@code null} if the message ended with its head; its body is then made when the user asks for it */
  InboundMessage(HeaderList head, BodyReader reader) {
    this.head = head;
    this.reader = reader;
  }

  /** A reader of the body of a message that ended with its head. Called once at most. */
  abstract BodyReader newReader();

  /** From any thread. */
  final BodyReader reader() {
    BodyReader known = reader;
    return known != null ? known : makeReader();
  }

  private synchronized BodyReader makeReader() {
    if (reader == null) {
      BodyReader made = newReader();
      made.inbound().endWithHead();
      reader = made;
    }
    return reader;
  }

  /** The message was handed to the user. */
  final void startReader() {
    BodyReader known = reader;
    if (known != null) {
      known.start();
    }
  }

  public MultiMap headers() {
    if (headers == null) {
      headers = ReceivedFields.of(head);
    }
    return headers;
  }

  public String header(String name) {
    return ReceivedFields.value(head, name);
  }

  public long contentLength() {
    return BodyDecoder.contentLength(header("content-length"));
  }

  public long bytesRead() {
    return reader().inbound().bytesReceived();
  }

  public MultiMap trailers() {
    return reader().inbound().trailers();
  }

  public Future<Buffer> body() {
    return reader().body();
  }

  public Future<String> text() {
    return BodyDecoder.text(body(), header("content-type"));
  }

  public Future<Object> json() {
    return BodyDecoder.json(body());
  }

  public Future<JsonObject> jsonObject() {
    return BodyDecoder.json(body(), JsonObject.class);
  }

  public Future<JsonArray> jsonArray() {
    return BodyDecoder.json(body(), JsonArray.class);
  }

  public Future<Void> ended() {
    return reader().readToEnd();
  }

  public Future<Void> received() {
    return reader().inbound().received();
  }

  public Future<Buffer> read(int n) {
    return reader().read(checked(n));
  }

  public Future<Buffer> readAny() {
    return reader().read(Integer.MAX_VALUE);
  }

  public Buffer readNow(int n) {
    return reader().readNow(checked(n));
  }

  private static int checked(int n) {
    if (n < PulledBody.ALL) {
      throw new IllegalArgumentException("n is " + n + "; it must be a number of bytes, or -1 for all");
    }
    return n;
  }

  public void slices(Handler<ByteBuf> handler) {
    reader().slices(handler);
  }

  public Pipe<Buffer> pipe() {
    return new BodyPipe(reader());
  }

  public Future<Void> pipeTo(WriteStream<Buffer> target) {
    return pipe().to(target);
  }

  public boolean isEof() {
    reader().inbound().checkThread();
    return reader().inbound().isEndReceived();
  }

  public boolean isEmpty() {
    reader().inbound().checkThread();
    return reader().isEmpty();
  }
}
