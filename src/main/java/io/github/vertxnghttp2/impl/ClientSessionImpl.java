package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.NativeLibraryException;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;

import java.net.URI;
import java.time.Duration;

public final class ClientSessionImpl implements ClientSession {
  private final VertxInternal vertx;
  private final ClientOptions options;
  private final ContextInternal context;
  /** Kept: a client that is collected closes its sockets. */
  private final NetClient client;
  private ClientTransport transport;
  private volatile Handler<ConnectionClosedException> goAwayHandler;
  private volatile Handler<Void> closeHandler;
  private volatile boolean closed;

  private ClientSessionImpl(VertxInternal vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = Tls.prepare(new ClientOptions(options));
    this.context = vertx.getOrCreateContext();
    this.client = vertx.createNetClient(this.options);
  }

  public static Future<ClientSession> connect(Vertx vertx, ClientOptions options) {
    try {
      Nghttp2.version(); // a library that is missing is better found before dialling
    } catch (NativeLibraryException e) {
      return Future.failedFuture(e);
    }
    return new ClientSessionImpl((VertxInternal) vertx, options).connect();
  }

  private Future<ClientSession> connect() {
    PromiseInternal<ClientSession> connected = context.promise();
    ContextInternal dialer = context.threadingModel() == ThreadingModel.EVENT_LOOP ? context
      : vertx.createEventLoopContext();
    dialer.runOnContext(v -> client.connect(options.getPort(), options.getHost()).onComplete(
      socket -> begin((NetSocketInternal) socket, connected), cause -> fail(connected, Tls.explained(cause, options))));
    return connected.future();
  }

  private void begin(NetSocketInternal socket, PromiseInternal<ClientSession> connected) {
    try {
      transport = new ClientTransport(socket, options, this::onGoAway, this::onClosed);
      transport.handshake().onComplete(done -> connected.complete(this), cause -> fail(connected, cause));
    } catch (RuntimeException e) {
      socket.close();
      fail(connected, e);
    }
  }

  private void fail(PromiseInternal<ClientSession> connected, Throwable cause) {
    client.close();
    connected.fail(cause);
  }

  private void onGoAway(ConnectionEnd end) {
    Handler<ConnectionClosedException> handler = goAwayHandler;
    if (handler != null) {
      context.execute(Failures.ofConnection(end), e -> context.dispatch(e, handler));
    }
  }

  private void onClosed(ConnectionEnd end) {
    closed = true;
    client.close();
    Handler<Void> handler = closeHandler;
    if (handler != null) {
      context.execute(v -> context.dispatch(null, handler));
    }
  }

  @Override
  public ClientRequest request(HttpMethod method, String uri) {
    String authority = defaultAuthority();
    String scheme = options.isSsl() ? "https" : "http";
    String path = uri;
    if (!uri.startsWith("/") && !uri.equals("*")) {
      URI url = URI.create(uri);
      if (url.getScheme() == null || url.getRawAuthority() == null) {
        throw new IllegalArgumentException("uri is " + uri + "; it must begin with a slash, or be a whole URL");
      }
      scheme = url.getScheme();
      authority = url.getRawAuthority();
      path = RequestTarget.of(url);
    }
    ContextInternal current = vertx.getContext();
    return new ClientRequestImpl(transport, current != null ? current : context, method, scheme, authority, path);
  }

  private String defaultAuthority() {
    boolean defaultPort = options.getPort() == (options.isSsl() ? 443 : 80);
    String host = options.getHost().indexOf(':') >= 0 ? "[" + options.getHost() + "]" : options.getHost();
    return defaultPort ? host : host + ":" + options.getPort();
  }

  @Override
  public boolean requestAllowed() {
    return transport.isRequestAllowed();
  }

  @Override
  public Future<Duration> ping() {
    return transport.ping(context.promise());
  }

  @Override
  public ClientSession pushHandler(Handler<PushedRequest> handler) {
    transport.pushes().handler(handler);
    return this;
  }

  @Override
  public ClientSession goAwayHandler(Handler<ConnectionClosedException> handler) {
    goAwayHandler = handler;
    return this;
  }

  @Override
  public ClientSession closeHandler(Handler<Void> handler) {
    closeHandler = handler;
    if (closed && handler != null) {
      context.runOnContext(handler);
    }
    return this;
  }

  @Override
  public Future<Void> terminate(ErrorCode code) {
    return transport.terminate(code, context.promise());
  }

  @Override
  public Future<Void> close() {
    return transport.close(context.promise());
  }
}
