package io.github.vertxnghttp2.http.stream;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.headers.HttpResponseHeaders;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.http.impl.observability.ServerStreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;

/** A request to a server, or a pushed response. */
final class ServerStream extends VertxStream<ServerStream> implements HttpServerStream, Http2ServerStream {

  private static final int OK = 200;

  private final ServerStreamConnection connection;
  private final ServerStreamObserver observer;
  private HttpRequestHeaders request;
  private Handler<HttpRequestHead> headHandler;

  /**
   * @param id negative until {@link #init}
   * @param observer {@code null} without metrics and tracing
   */
  ServerStream(ServerStreamConnection connection, ContextInternal context, int id, ServerStreamObserver observer) {
    super(connection, context, id);
    this.connection = connection;
    this.observer = observer;
  }

  /** This is a pushed response to the given request. */
  ServerStream promised(HttpRequestHeaders promise) {
    request = promise;
    inbound().nothingToReceive();
    return this;
  }

  @Override
  ServerStreamObserver observer() {
    return observer;
  }

  @Override
  public ServerStreamConnection connection() {
    return connection;
  }

  @Override
  public HttpServerStream unwrap() {
    return this;
  }

  @Override
  public HttpHeaders headers() {
    return request;
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public HostAndPort authority() {
    return request.authority();
  }

  // --- the request ---

  @Override
  public void onHeaders(HttpHeaders headers) {
    request = (HttpRequestHeaders) headers;
    super.onHeaders(headers);
  }

  @Override
  void handleHead(HttpHeaders headers) {
    headers.sanitize();
    dispatch(new HttpRequestHead(request.scheme(), request.method(), request.path(), headers, request.authority(),
      null, null), headHandler);
  }

  @Override
  public ServerStream headHandler(Handler<HttpRequestHead> handler) {
    headHandler = handler;
    return this;
  }

  @Override
  public void routed(String route) {
    onLoop(() -> {
      connection.routed((int) id(), route);
      if (observer != null && !outbound().isEnded()) {
        observer.observeRoute(route);
      }
    });
  }

  // --- the response ---

  @Override
  public Future<Void> writeHead(HttpResponseHead head, Buffer chunk, boolean end) {
    Promise<Void> promise = context().promise();
    HttpResponseHeaders headers = (HttpResponseHeaders) head.headers();
    headers.status(head.statusCode);
    if (chunk == null) {
      outbound().writeHeaders(headers, end, promise);
    } else if (end) {
      outbound().writeWhole(headers, ((BufferInternal) chunk).getByteBuf(), promise);
    } else {
      outbound().writeHeaders(headers, false, null);
      outbound().writeData(((BufferInternal) chunk).getByteBuf(), false, promise);
    }
    return promise.future();
  }

  /** A status goes its own way: otherwise it would become a text, a field of the list, and a number again. */
  @Override
  void passHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    if (headers instanceof HttpResponseHeaders response && response.status() != null && response.status() != 0) {
      connection.writeResponse((int) id(), response.status(), headers.unwrap(), priority(), end, promise);
    } else {
      super.passHeaders(headers, end, promise);
    }
  }

  @Override
  public Future<HttpServerStream> sendPush(HostAndPort authority, HttpMethod method, MultiMap headers, String path,
                                           StreamPriority pushPriority) {
    Promise<Http2ServerStream> promise = context().promise();
    connection.sendPush((int) id(), authority, method, headers, path, priority(), promise);
    return promise.future().map(promised -> {
      ServerStream stream = (ServerStream) promised;
      stream.priority(priority());
      stream.observePush(headers);
      return stream;
    });
  }

  private void observePush(MultiMap headers) {
    if (observer != null) {
      HttpResponseHeaders response = new HttpResponseHeaders(new DefaultHttp2Headers());
      if (headers != null) {
        response.addAll(headers);
      }
      response.status(OK);
      observer.observePush(response, request.method(), request.path());
    }
  }
}
