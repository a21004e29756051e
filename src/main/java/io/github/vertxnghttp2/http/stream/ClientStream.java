package io.github.vertxnghttp2.http.stream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpClientPush;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.headers.HttpResponseHeaders;
import io.vertx.core.http.impl.http2.Http2ClientStream;
import io.vertx.core.http.impl.observability.ClientStreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;

import java.util.Map;

/** A request of a client, or a response that a server pushes. */
final class ClientStream extends VertxStream<ClientStream> implements HttpClientStream, Http2ClientStream {

  private final ClientStreamConnection connection;
  private final ClientStreamObserver observer;
  private HttpRequestHead request;
  private Handler<HttpResponseHead> headHandler;
  private Handler<Void> continueHandler;
  private Handler<HttpClientPush> pushHandler;
  private Handler<MultiMap> earlyHintsHandler;

  /**
   * @param id negative until {@link #init}
   * @param observer {@code null} without metrics and tracing
   */
  ClientStream(ClientStreamConnection connection, ContextInternal context, int id, ClientStreamObserver observer) {
    super(connection, context, id);
    this.connection = connection;
    this.observer = observer;
  }

  /** The request was sent in HTTP/1.1, and has upgraded the connection. */
  ClientStream sent() {
    outbound().nothingToSend();
    return this;
  }

  @Override
  ClientStreamObserver observer() {
    return observer;
  }

  @Override
  public void upgrade(Object metric, Object trace) {
    if (observer != null) {
      observer.observeUpgrade(metric, trace);
    }
  }

  @Override
  public Object trace() {
    return observer == null ? null : observer.trace();
  }

  @Override
  public ClientStreamConnection connection() {
    return connection;
  }

  @Override
  public HttpClientStream unwrap() {
    return this;
  }

  @Override
  public String scheme() {
    return request == null ? null : request.scheme;
  }

  @Override
  public HostAndPort authority() {
    return request == null ? null : request.authority;
  }

  // --- the request ---

  @Override
  public Future<Void> writeHead(HttpRequestHead head, boolean chunked, Buffer chunk, boolean end,
                                StreamPriority requestPriority, boolean connect) {
    Promise<Void> promise = context().promise();
    priority(requestPriority);
    request = head;
    ByteBuf body = chunk == null ? null : ((BufferInternal) chunk).getByteBuf();
    outbound().write(new OutboundMessages.Write(promise) {
      @Override
      public void write() {
        submit(head, body, end && head.method != HttpMethod.CONNECT, promise);
      }
    });
    return promise.future();
  }

  private void submit(HttpRequestHead head, ByteBuf body, boolean end, Promise<Void> promise) {
    HttpRequestHeaders headers = connection.requestHeaders(head);
    try {
      connection.createStream(this);
    } catch (Exception e) {
      promise.fail(e);
      onException(e);
      return;
    }
    if (body == null) {
      outbound().submitHeaders(headers, end, promise);
    } else {
      outbound().submitHeaders(headers, false, null);
      outbound().submitData(body, end, promise);
    }
  }

  // --- the response ---

  @Override
  public void onHeaders(HttpHeaders headers) {
    int status = ((HttpResponseHeaders) headers).status();
    if (status == HttpResponseStatus.CONTINUE.code()) {
      context().execute(v -> dispatch(null, continueHandler));
    } else if (status == HttpResponseStatus.EARLY_HINTS.code()) {
      headers.sanitize();
      MultiMap hints = Http1xHeaders.httpHeaders();
      for (Map.Entry<String, String> field : headers) {
        hints.add(field.getKey(), field.getValue());
      }
      context().execute(v -> dispatch(hints, earlyHintsHandler));
    } else {
      super.onHeaders(headers);
    }
  }

  @Override
  void handleHead(HttpHeaders headers) {
    if (headHandler != null) {
      int status = ((HttpResponseHeaders) headers).status();
      dispatch(new HttpResponseHead(status, HttpResponseStatus.valueOf(status).reasonPhrase(), headers), headHandler);
    }
  }

  @Override
  public void onPush(Http2ClientStream pushed, int promisedId, HttpHeaders headers, boolean isWritable) {
    HttpRequestHeaders promise = (HttpRequestHeaders) headers;
    ClientStream stream = (ClientStream) pushed;
    HttpClientPush push = new HttpClientPush(new HttpRequestHead(promise.scheme(), promise.method(), promise.path(),
      promise, promise.authority(), null, null), stream);
    stream.init(promisedId, isWritable);
    if (stream.observer != null) {
      stream.observer.observePush(promise);
    }
    context().execute(push, event -> dispatch(event, pushHandler));
  }

  @Override
  public ClientStream headHandler(Handler<HttpResponseHead> handler) {
    headHandler = handler;
    return this;
  }

  @Override
  public ClientStream continueHandler(Handler<Void> handler) {
    continueHandler = handler;
    return this;
  }

  @Override
  public ClientStream pushHandler(Handler<HttpClientPush> handler) {
    pushHandler = handler;
    return this;
  }

  @Override
  public ClientStream earlyHintsHandler(Handler<MultiMap> handler) {
    earlyHintsHandler = handler;
    return this;
  }
}
