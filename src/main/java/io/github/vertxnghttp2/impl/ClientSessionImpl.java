package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.NativeLibraryException;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.handshake.ServerAddress;
import io.github.vertxnghttp2.impl.handshake.Tls;
import io.github.vertxnghttp2.impl.telemetry.ClientTelemetry;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.Set;

public final class ClientSessionImpl implements ClientSession {
  private static final Set<String> PSEUDO_FIELDS = Set.of(":method", ":scheme", ":authority", ":path");

  private final VertxInternal vertx;
  private final ClientOptions options;
  /**
   * The context on which handlers are called. It is never a duplicated context, because the locals and the trace of a
   * duplicate belong to one call only.
   */
  private final ContextInternal context;
  /** Kept reachable, because a NetClient closes its sockets when it is garbage collected. */
  private final NetClient client;
  private final SessionCounters counters = new SessionCounters();
  /** {@code null} if there are neither metrics nor a tracer. */
  private final ClientTelemetry telemetry;
  private ClientTransport transport;
  private final OnceHandler<ConnectionClosedException> goingAway;
  private final OnceHandler<Void> closed;

  private ClientSessionImpl(VertxInternal vertx, ContextInternal caller, ClientOptions options) {
    this.vertx = vertx;
    this.options = Tls.prepare(new ClientOptions(options));
    this.context = caller.unwrap();
    this.goingAway = new OnceHandler<>(context);
    this.closed = new OnceHandler<>(context);
    this.client = vertx.createNetClient(this.options);
    ServerAddress server = ServerAddress.of(this.options);
    this.telemetry = ClientTelemetry.of(vertx, this.options, server.address(), server.toString());
  }

  public static Future<ClientSession> connect(Vertx vertx, ClientOptions options) {
    return connect(vertx, options, options.getHost());
  }

  /** @param serverName the host name that the certificate of the server must contain */
  public static Future<ClientSession> connect(Vertx vertx, ClientOptions options, String serverName) {
    try {
      Nghttp2.version(); // reports a missing library before connecting
      ServerAddress.of(options).checkedFor((VertxInternal) vertx);
    } catch (NativeLibraryException | IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    ContextInternal caller = ((VertxInternal) vertx).getOrCreateContext();
    return new ClientSessionImpl((VertxInternal) vertx, caller, options).connect(serverName, caller.promise());
  }

  private Future<ClientSession> connect(String serverName, PromiseInternal<ClientSession> connected) {
    ContextInternal dialer = context.threadingModel() == ThreadingModel.EVENT_LOOP ? context
      : vertx.createEventLoopContext();
    ConnectOptions peer = new ConnectOptions().setSsl(options.isSsl()).setHost(serverName).setPort(options.getPort())
      .setRemoteAddress(ServerAddress.of(options).address());
    dialer.runOnContext(v -> client.connect(peer).onComplete(
      socket -> begin((NetSocketInternal) socket, connected), cause -> fail(connected, explained(cause))));
    return connected.future();
  }

  private Throwable explained(Throwable cause) {
    // The exception of the epoll transport does not contain the path of the socket.
    if (cause instanceof FileNotFoundException && cause.getMessage() == null) {
      Throwable explained =
        new FileNotFoundException("cannot connect to " + ServerAddress.of(options) + ": there is no such file");
      return explained.initCause(cause);
    }
    return Tls.explained(cause, options);
  }

  private void begin(NetSocketInternal socket, PromiseInternal<ClientSession> connected) {
    try {
      transport = new ClientTransport(vertx, socket, options, counters, telemetry, this::onGoAway, this::onClosed);
      transport.handshake().onComplete(done -> connected.complete(this), cause -> fail(connected, cause));
    } catch (RuntimeException e) {
      socket.close();
      fail(connected, e);
    }
  }

  private void fail(PromiseInternal<ClientSession> connected, Throwable cause) {
    client.close();
    if (telemetry != null && transport == null) {
      telemetry.close();
    }
    connected.fail(cause);
  }

  private void onGoAway(ConnectionEnd end) {
    goingAway.happen(Http2Failures.ofConnection(end));
  }

  private void onClosed(ConnectionEnd end) {
    client.close();
    if (telemetry != null) {
      telemetry.close();
    }
    closed.happen(null);
  }

  @Override
  public ClientRequest request(HttpMethod method, String uri) {
    if (uri.startsWith("/") || uri.equals("*")) {
      return request(method, scheme(), ServerAddress.authority(options), uri);
    }
    RequestTarget target = RequestTarget.of(uri);
    return request(method, target.scheme(), target.authority(), target.path());
  }

  @Override
  public ClientRequest request(HeaderList head) {
    String method = head.get(":method");
    if (method == null) {
      throw new IllegalArgumentException("the head has no :method: " + head);
    }
    ClientRequestImpl request = request(HttpMethod.valueOf(method), given(head, ":scheme", scheme()),
      given(head, ":authority", ServerAddress.authority(options)), given(head, ":path", "/"));
    for (Header field : head) {
      if (!PSEUDO_FIELDS.contains(field.name())) {
        request.headers().add(field);
      }
    }
    return request;
  }

  private static String given(HeaderList head, String name, String otherwise) {
    String value = head.get(name);
    return value == null ? otherwise : RequestTarget.checked(name, value);
  }

  private ClientRequestImpl request(HttpMethod method, String scheme, String authority, String path) {
    if (method != HttpMethod.GET && method != HttpMethod.POST) {
      RequestTarget.checked(":method", method.name());
    }
    String problem = RequestHeadCheck.problem(method.name(), scheme, authority, path);
    if (problem != null) {
      throw new IllegalArgumentException("the request cannot be sent: " + problem + " (RFC 9113 section 8.3.1)");
    }
    return new ClientRequestImpl(transport, caller(), method, scheme, authority, path);
  }

  /** The context on which the futures of a call complete. */
  private ContextInternal caller() {
    ContextInternal current = vertx.getContext();
    return current != null ? current : context;
  }

  private String scheme() {
    return options.isSsl() ? "https" : "http";
  }

  @Override
  public Http2Metrics metrics() {
    return counters;
  }

  @Override
  public boolean requestAllowed() {
    return transport.isRequestAllowed();
  }

  @Override
  public Future<Duration> ping() {
    return transport.ping(caller().promise());
  }

  @Override
  public ClientSession pushHandler(Handler<PushedRequest> handler) {
    transport.pushes().handler(handler);
    return this;
  }

  @Override
  public ClientSession goAwayHandler(Handler<ConnectionClosedException> handler) {
    transport.run(() -> goingAway.set(handler));
    return this;
  }

  @Override
  public ClientSession closeHandler(Handler<Void> handler) {
    transport.run(() -> closed.set(handler));
    return this;
  }

  @Override
  public ClientSession frameLog(Handler<String> lines) {
    transport.frameLog(lines);
    return this;
  }

  @Override
  public Future<Void> terminate(long code) {
    return transport.terminate(Http2Failures.checkedCode(code), caller().promise());
  }

  @Override
  public Future<Void> close() {
    return transport.close(caller().promise());
  }
}
