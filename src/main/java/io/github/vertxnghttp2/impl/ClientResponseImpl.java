package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.body.BodyReader;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

final class ClientResponseImpl extends InboundMessage implements ClientResponse {
  private final ClientRequest request;
  private final Stream stream;
  private final ContextInternal context;
  private final EventLoop loop;

  /**
   * @param request the request of this response; for a pushed response, the request on whose stream the server promised
   *   it
   */
  ClientResponseImpl(ClientRequest request, Stream stream, HeaderList head, boolean endStream, ContextInternal context,
                     EventLoop loop) {
    super(head, endStream ? null : new BodyReader(stream, context, loop));
    this.request = request;
    this.stream = stream;
    this.context = context;
    this.loop = loop;
  }

  @Override
  BodyReader newReader() {
    return new BodyReader(stream, context, loop);
  }

  @Override
  public int status() {
    return ReceivedFields.status(head);
  }

  @Override
  public ClientRequest request() {
    return request;
  }

  @Override
  public int streamId() {
    return stream.id();
  }

  @Override
  public ClientResponse exceptionHandler(Handler<Throwable> handler) {
    reader().exceptionHandler(handler);
    return this;
  }

  @Override
  public ClientResponse handler(Handler<Buffer> handler) {
    reader().handler(handler);
    return this;
  }

  @Override
  public ClientResponse pause() {
    reader().pause();
    return this;
  }

  @Override
  public ClientResponse resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ClientResponse fetch(long amount) {
    reader().fetch(amount);
    return this;
  }

  @Override
  public ClientResponse endHandler(Handler<Void> handler) {
    reader().endHandler(handler);
    return this;
  }
}
