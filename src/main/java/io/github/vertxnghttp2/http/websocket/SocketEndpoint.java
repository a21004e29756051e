package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.http1.Http1ClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.VertxHandler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The connections from one event loop to one server. A socket gets a stream of the first connection that has room, and
 * a new connection if none has. Belongs to that event loop.
 */
final class SocketEndpoint {

  /** A socket that waits for a connection. */
  record Request(ContextInternal context, SocketAddress server, HostAndPort authority,
                 Promise<HttpClientConnection> promise) {
  }

  private final EventLoop loop;
  private final SocketClient client;
  private final Supplier<Future<HttpClientConnection>> dialer;
  private final Runnable unused;
  private final List<SocketConnection> connections = new ArrayList<>();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private boolean connecting;

  /**
   * @param dialer makes a connection whose SETTINGS have come
   * @param unused called when there is no connection any more
   */
  SocketEndpoint(EventLoop loop, SocketClient client, Supplier<Future<HttpClientConnection>> dialer, Runnable unused) {
    this.loop = loop;
    this.client = client;
    this.dialer = dialer;
    this.unused = unused;
  }

  void open(Request request) {
    waiting.add(request);
    serve();
  }

  private void serve() {
    for (SocketConnection connection : List.copyOf(connections)) {
      while (!waiting.isEmpty() && connection.sockets().size() < connection.maxStreams()) {
        open(connection, waiting.poll());
      }
    }
    if (waiting.isEmpty()) {
      if (connections.isEmpty() && !connecting) {
        unused.run();
      }
    } else if (!connecting) {
      connecting = true;
      dial();
    }
  }

  private void dial() {
    Future<HttpClientConnection> dialed = dialer.get();
    ScheduledFuture<?> timer = client.settingsTimeoutMillis() <= 0 ? null : loop.schedule(() -> failed(
      new VertxException("the server has sent no SETTINGS in connectTimeout = " + client.settingsTimeoutMillis()
        + " ms", true)), client.settingsTimeoutMillis(), TimeUnit.MILLISECONDS);
    dialed.onComplete(result -> loop.execute(() -> {
      boolean late = timer != null && !timer.cancel(false);
      if (result.failed()) {
        if (!late) {
          failed(result.cause() instanceof IllegalStateException ? noHttp2(result.cause()) : result.cause());
        }
      } else if (late) {
        result.result().close();
      } else {
        connected(result.result());
      }
    }));
  }

  /** @param cause Vert.x's exception for a TLS connection that did not agree on HTTP/2; or {@code null} */
  private static VertxException noHttp2(Throwable cause) {
    return new VertxException("the server does not speak HTTP/2", cause, true);
  }

  private void failed(Throwable cause) {
    connecting = false;
    List<Request> failing = List.copyOf(waiting);
    waiting.clear();
    failing.forEach(request -> request.promise.tryFail(cause));
    serve();
  }

  private void connected(HttpClientConnection connection) {
    if (!(connection instanceof SocketConnection sockets)) {
      connection.close();
      failed(noHttp2(null));
    } else if (!sockets.isConnectProtocolEnabled()) {
      connection.close();
      failed(new VertxException("the server offers no WebSockets over HTTP/2: its SETTINGS do not have"
        + " ENABLE_CONNECT_PROTOCOL = 1 (RFC 8441 section 3)", true));
    } else if (sockets.maxStreams() <= 0) {
      connection.close();
      failed(new VertxException("the server accepts no streams: its SETTINGS have MAX_CONCURRENT_STREAMS = 0", true));
    } else {
      connecting = false;
      connections.add(sockets);
      sockets.evictionHandler(v -> {
        connections.remove(sockets);
        serve();
      });
      serve();
    }
  }

  private void open(SocketConnection connection, Request request) {
    ConnectResponseDecoder decoder = new ConnectResponseDecoder();
    StreamChannel channel = new StreamChannel(connection.base(), decoder);
    connection.sockets().add(channel);
    channel.closeFuture().addListener(closed -> closed(connection));
    channel.register();
    SslHandler tls = connection.base().channel().pipeline().get(SslHandler.class);
    if (tls != null) {
      channel.pipeline().addLast(TlsView.NAME, new TlsView(tls));
    }
    channel.pipeline().addLast(ConnectResponseDecoder.NAME, decoder)
      .addLast(ConnectRequestEncoder.NAME, new ConnectRequestEncoder(connection, channel, decoder));
    Http1ClientConnection upgraded = OpenSockets.addHandler(channel, VertxHandler.create(ctx ->
      new Http1ClientConnection(HttpVersion.HTTP_1_1, client.metrics(), null, client.http1Config(),
        client.tracingPolicy(), false, ctx, tls != null, request.server, request.authority, request.context, null)),
      client.frameLimit());
    upgraded.evictionHandler(v -> { }); // Vert.x logs a warning otherwise
    request.promise.complete(upgraded);
  }

  /** A socket closed. A connection without sockets is closed after the keep-alive time. */
  private void closed(SocketConnection connection) {
    serve();
    if (connection.sockets().size() == 0 && client.keepAliveMillis() > 0) {
      long opened = connection.sockets().opened();
      loop.schedule(() -> {
        if (connection.sockets().size() == 0 && connection.sockets().opened() == opened) {
          connections.remove(connection);
          connection.base().close();
          serve();
        }
      }, client.keepAliveMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
