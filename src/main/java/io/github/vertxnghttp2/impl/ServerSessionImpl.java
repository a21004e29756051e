package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.impl.handshake.Http1Peer;
import io.github.vertxnghttp2.impl.handshake.PeerAddress;
import io.github.vertxnghttp2.impl.handshake.PrefaceDetector;
import io.github.vertxnghttp2.impl.handshake.ServerAddress;
import io.github.vertxnghttp2.impl.handshake.Tls;
import io.github.vertxnghttp2.impl.limits.Admission;
import io.github.vertxnghttp2.impl.limits.LimitLog;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.impl.telemetry.ConnectionEndLog;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.telemetry.ServerTelemetry;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.impl.transport.ConnectionRefusal;
import io.github.vertxnghttp2.logging.LogThrottle;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

public final class ServerSessionImpl implements ServerSession {
  private static final System.Logger LOG = System.getLogger(ServerSession.class.getName());

  /** Milliseconds that connections have after the grace period to send GOAWAY and close. */
  private static final int LAST_BYTES = 1000;

  private final VertxInternal vertx;
  private final ServerOptions options;
  private final ServerAddress address;
  private final ContextInternal context;
  private final FrameLogs frameLogs;
  private final SessionCounters counters = new SessionCounters();
  private final LogThrottle withoutAlpn = new LogThrottle();
  private Handler<ServerRequest> requestHandler;
  private Handler<Throwable> exceptionHandler = this::log;
  /** Called when the verticle is undeployed or Vert.x is closed. */
  private final Closeable undeployed = done -> close().onComplete(done);
  private volatile NetServer server;
  private volatile Future<NetServer> bound;
  private volatile RequestQueue queue;
  private volatile Promise<Void> closed;

  public ServerSessionImpl(Vertx vertx, ServerOptions options) {
    Nghttp2.version(); // reports a missing library now instead of at the first connection
    this.vertx = (VertxInternal) vertx;
    this.options = Tls.prepare(new ServerOptions(options));
    this.address = ServerAddress.of(this.options).checkedFor(this.vertx);
    this.context = this.vertx.getOrCreateContext().unwrap(); // never the duplicated context of a request
    this.frameLogs = new FrameLogs(this.options.getHttp2());
  }

  /**
   * Logs failures that peers cause (no TLS record, no PROXY header, a failed handshake) at DEBUG and without a stack
   * trace.
   */
  void log(Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.log(System.Logger.Level.DEBUG, () -> Tls.explained(cause, options));
    } else {
      LOG.log(System.Logger.Level.WARNING, cause.getMessage(), cause);
    }
  }

  @Override
  public ServerSession requestHandler(Handler<ServerRequest> handler) {
    requestHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  @Override
  public ServerSession exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public ServerSession frameLog(Predicate<SocketAddress> peers, Handler<String> lines) {
    frameLogs.switchTo(peers, lines);
    return this;
  }

  @Override
  public Http2Metrics metrics() {
    return counters;
  }

  @Override
  @SuppressWarnings("deprecation") // addCloseHook
  public Future<ServerSession> listen() {
    if (server != null) {
      throw new IllegalStateException("the server is listening already");
    }
    RequestQueue requests = new RequestQueue();
    Handler<ServerRequest> handler = requestHandler != null ? requestHandler : requests::add;
    queue = requests;
    closed = context.promise();
    context.addCloseHook(undeployed);
    ServerTelemetry telemetry = ServerTelemetry.of(vertx, options, address.addressForMetrics());
    ListeningServer shared = new ListeningServer(context, options, handler, frameLogs, counters, telemetry,
      new LimitLog(), new ConnectionEndLog(), new Admission(options),
      new TotalUnreadBytes(options.getMaxBufferedBytes()));
    if (telemetry != null) {
      closed.future().onComplete(done -> telemetry.close());
    }
    // ServerConnectionTimeouts checks the idle timeout.
    NetServer starting = vertx.createNetServer(new ServerOptions(options).setIdleTimeout(0))
      .connectHandler(socket -> accept((NetSocketInternal) socket, shared))
      .exceptionHandler(this::report);
    Promise<NetServer> binding = Promise.promise();
    bound = binding.future();
    server = starting;
    Promise<ServerSession> listening = caller().promise();
    // The acceptor has its own close future. Otherwise Vert.x would close the connections immediately when Vert.x is
    // closed, for example on SIGTERM.
    ContextInternal acceptor = (context.threadingModel() == ThreadingModel.EVENT_LOOP ? context
      : vertx.createEventLoopContext()).toBuilder().withCloseFuture(new CloseFuture()).build();
    // A SocketAddress cannot have a negative port, but the options can. With a negative port the servers of one Vert.x
    // share a free port.
    acceptor.runOnContext(v -> (address.isUnix() ? starting.listen(address.address()) : starting.listen())
      .onComplete(binding));
    bound.onComplete(
      done -> listening.complete(this),
      cause -> {
        if (server == starting) {
          end().tryComplete();
        }
        listening.fail(explained(cause));
      });
    return listening.future();
  }

  /** The context on which the futures of a call complete. */
  private ContextInternal caller() {
    ContextInternal current = vertx.getContext();
    return current != null ? current : context;
  }

  private Throwable explained(Throwable cause) {
    if (!(cause instanceof BindException || address.isUnix() && cause instanceof IOException)) {
      return cause;
    }
    String advice = !address.isUnix()
      ? "; is another server running there? The options host and port choose another address"
      : Files.exists(Path.of(address.path()))
        ? "; another server listens there, or one that was killed has left the file, which is"
          + " then to be removed" : "; the option path names a file to be made, in a directory that is there";
    BindException explained = new BindException("cannot listen on " + address + ": " + cause.getMessage() + advice);
    explained.initCause(cause);
    return explained;
  }

  private void accept(NetSocketInternal socket, ListeningServer shared) {
    // Handles failures before HTTP/2 has begun. Without this handler, Vert.x would log each reset by a port scan as an
    // error.
    socket.exceptionHandler(this::report);
    try {
      SocketAddress peer = PeerAddress.of(socket);
      LimitReached full = shared.admission().enter(peer);
      if (full != null) {
        shared.onLimit(peer, full);
        ConnectionRefusal.send(socket, full, options.getHttp2());
        return;
      }
      socket.channelHandlerContext().channel().closeFuture().addListener(done -> shared.admission().leave(peer));
      if (!socket.isSsl()) {
        PrefaceDetector.install(socket, shared);
      } else if ("h2".equals(socket.applicationLayerProtocol())) {
        shared.begin(socket);
      } else {
        withoutAlpn.log(others -> LOG.log(System.Logger.Level.INFO,
          "{0}: TLS without ALPN protocol h2 (RFC 9113 section 3.2): responded with 505{1}", peer, others));
        Http1Peer.refuse(socket, options);
      }
    } catch (RuntimeException e) {
      report(e);
      socket.close();
    }
  }

  private void report(Throwable cause) {
    if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  @Override
  public int actualPort() {
    if (server == null) {
      throw new IllegalStateException("the server is not listening");
    }
    return server.actualPort();
  }

  @Override
  public Future<Boolean> updateSSLOptions(ServerSSLOptions sslOptions) {
    ContextInternal caller = caller();
    NetServer listening = server;
    if (listening == null || !options.isSsl()) {
      return caller.failedFuture(new IllegalStateException(listening == null ? "the server is not listening"
        : "the server has no TLS: ssl was false when it was created"));
    }
    Promise<Boolean> updated = caller.promise();
    try {
      ServerSSLOptions prepared = Tls.prepare(new ServerSSLOptions(sslOptions));
      bound.compose(ready -> listening.updateSSLOptions(prepared)).onComplete(updated);
    } catch (IllegalArgumentException e) {
      updated.fail(e);
    }
    return updated.future();
  }

  @Override
  public Future<ServerRequest> nextRequest() {
    if (requestHandler != null) {
      throw new IllegalStateException("requests go to the requestHandler: nextRequest() is for a server without one");
    }
    if (queue == null) {
      throw new IllegalStateException("the server has not been started: call listen() first");
    }
    return queue.take(caller());
  }

  @Override
  public Future<Void> closed() {
    Promise<Void> closing = closed;
    if (closing == null) {
      return caller().succeededFuture();
    }
    Promise<Void> promise = caller().promise();
    closing.future().onComplete(promise);
    return promise.future();
  }

  @Override
  public Future<Void> close() {
    NetServer stopping = server;
    if (stopping != null) {
      long grace = options.getHttp2().getShutdownGracePeriod();
      int inFlight = counters.openStreams();
      if (inFlight > 0) {
        LOG.log(System.Logger.Level.INFO, "closing: {0} connections with {1} requests in flight have"
          + " shutdownGracePeriod = {2} ms", counters.connections(), inFlight, grace);
      }
      Promise<Void> done = end();
      // The shutdown waits until the server is bound. Otherwise the server could be bound after its shutdown.
      bound.transform(over -> stopping.shutdown(grace + LAST_BYTES, TimeUnit.MILLISECONDS))
        .compose(v -> portReleased())
        .onComplete(v -> done.tryComplete(), done::tryFail);
    }
    return closed();
  }

  /** Waits until the port is free. Java releases the port of a closed channel at the next select of the acceptor. */
  private Future<Void> portReleased() {
    Promise<Void> selected = context.promise();
    vertx.acceptorEventLoopGroup().schedule(() -> selected.complete(), 1, TimeUnit.MILLISECONDS);
    return selected.future();
  }

  /** Removes the references to the server. @return the promise to complete when the server is closed */
  private Promise<Void> end() {
    context.removeCloseHook(undeployed);
    server = null;
    queue.close();
    return closed;
  }
}
