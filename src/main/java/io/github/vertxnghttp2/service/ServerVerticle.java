package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.EndpointSettings;
import io.github.vertxnghttp2.service.closing.NodeShutdown;
import io.github.vertxnghttp2.service.control.DeployedVerticles;
import io.github.vertxnghttp2.service.control.ServerInstances;
import io.github.vertxnghttp2.service.control.SharedRoutes;
import io.github.vertxnghttp2.service.exchange.RequestChecks;
import io.github.vertxnghttp2.service.exchange.RequestDispatcher;
import io.github.vertxnghttp2.service.exchange.StreamForwarder;
import io.github.vertxnghttp2.service.exchange.UnaryForwarder;
import io.github.vertxnghttp2.service.health.HealthEndpoint;
import io.github.vertxnghttp2.service.health.NodeListeners;
import io.github.vertxnghttp2.service.health.Readiness;
import io.github.vertxnghttp2.service.identity.BearerTokens;
import io.github.vertxnghttp2.service.identity.ClientCertificates;
import io.github.vertxnghttp2.service.routing.LiveRouteTable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The verticle {@code nghttp2:server}: an HTTP/2 server that sends its requests to handlers on the event bus. Its
 * config is {@link ServerVerticleOptions} as JSON. Instances share their ports, their routes and the limits of routes.
 * When the verticle is undeployed, requests in flight may finish within the grace period of each listener.
 */
public final class ServerVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final List<ServerSession> sessions = new ArrayList<>();
  private BearerTokens tokens;
  private SharedRoutes routes;
  private LiveRouteTable tables;
  private ServerInstances instances;
  private ServerInstances.Instance instance;
  private NodeListeners listening;
  private int drainDelay;
  private DeployedVerticles verticles;
  private Future<?> left;

  /** Creates the verticle. Deploy it by the name {@code nghttp2:server}, or as an instance. */
  public ServerVerticle() {
  }

  @Override
  public Future<?> start() {
    ServerVerticleOptions options = new ServerVerticleOptions(config());
    List<ServerOptions> listeners = options.getListeners();
    for (int i = 0; i < listeners.size(); i++) {
      checkCertificate(listeners.get(i), "listeners[" + i + "]");
    }
    tokens = BearerTokens.of(vertx, options.getTokens());
    listening = NodeListeners.at(vertx, options.getControlAddress());
    listening.starting(this);
    routes = SharedRoutes.join(vertx, options.getControlAddress());
    tables = routes.table(options.getRoutes(), options.getControlAllow());
    verticles = DeployedVerticles.join(vertx, options.getVerticles());
    // completes on this context, because the routes and the verticles have their own
    Promise<Void> ready = ((ContextInternal) context).promise();
    routes.ready().compose(v -> routes.readAt(options.getControlReadAddress())).compose(v -> verticles.deployed())
      .onComplete(ready);
    return ready.future()
      .compose(v -> BusEndpoint.create(vertx, EndpointSettings.of(options.getStreams()), () -> { }))
      .compose(created -> {
        instance = new ServerInstances.Instance(context, sessions, created);
        instances = ServerInstances.at(vertx, options.getControlAddress());
        instances.add(instance);
        NodeShutdown.of(vertx).addServer(this, context, this::leave);
        return listen(options);
      })
      .onSuccess(v -> listening.listening(this))
      .recover(cause -> leave().transform(v -> Future.failedFuture(cause)));
  }

  private static void checkCertificate(ServerOptions listener, String path) {
    if (listener.isSsl() && listener.getKeyCertOptions() == null) {
      throw new IllegalArgumentException(path + ".ssl is true, but there is no certificate: set " + path
        + ".pemKeyCertOptions, to {\"certPath\": …, \"keyPath\": …} or another kind of certificate");
    }
  }

  private Future<?> listen(ServerVerticleOptions options) {
    UnaryForwarder unary = new UnaryForwarder(vertx);
    StreamForwarder stream = new StreamForwarder(vertx, instance.endpoint(), options.getStreams());
    UnaryOperator<Handler<ServerRequest>> probes = probes(options);
    List<Future<?>> each = new ArrayList<>();
    for (int i = 0; i < options.getListeners().size(); i++) {
      // The route decides whether the client shall send the body.
      ServerOptions own = new ServerOptions(options.getListeners().get(i)).setHandle100ContinueAutomatically(false);
      Handler<ServerRequest> handler = probes.apply(new RequestDispatcher(vertx, tables, unary, stream,
        new RequestChecks(ClientCertificates.of(own), tokens)));
      ServerSession session = StrictJson.at("listeners[" + i + "]", ServerOptions.class,
        () -> ServerSession.create(vertx, own)).requestHandler(handler);
      sessions.add(session);
      each.add(session.listen().onSuccess(done -> announce(own, session.actualPort())));
    }
    return Future.all(each);
  }

  /** Puts the paths for probes, if there are any, before a handler. */
  private UnaryOperator<Handler<ServerRequest>> probes(ServerVerticleOptions options) {
    HealthOptions health = options.getHealth();
    if (health == null) {
      return UnaryOperator.identity();
    }
    drainDelay = health.getDrainDelay();
    List<String> addresses = options.getRoutes().stream().map(RouteOptions::getAddress).toList();
    Readiness readiness = new Readiness(vertx, health, listening, addresses);
    return next -> new HealthEndpoint(vertx, health, readiness, next);
  }

  private void announce(ServerOptions listener, int port) {
    String address = (listener.getPath() != null ? "unix:" + listener.getPath() : listener.getHost() + ":" + port)
      + (listener.isSsl() ? " (TLS)" : " (h2c)");
    if (routes.isFirstAt(address)) {
      LOG.log(System.Logger.Level.INFO, "listening on {0}", address);
    }
  }

  @Override
  public Future<?> stop() {
    return leave();
  }

  /** Closes the listeners before it leaves the routes, because requests in flight still need the routes. */
  private Future<?> leave() {
    if (left == null) {
      left = drain()
        .transform(v -> Future.join(sessions.stream().map(ServerSession::close).toList()))
        .transform(closed -> closeEndpoint())
        .transform(closed -> routes.leave(tables))
        .transform(closed -> verticles.leave())
        .onComplete(done -> {
          NodeShutdown.of(vertx).removeServer(this);
          listening.closed(this);
        });
    }
    return left;
  }

  /** From now on the server is not ready. It handles requests as before, until load balancers have noticed. */
  private Future<Void> drain() {
    boolean wasListening = listening.closing(this);
    return wasListening && drainDelay > 0 ? vertx.timer(drainDelay, TimeUnit.MILLISECONDS) : Future.succeededFuture();
  }

  private Future<Void> closeEndpoint() {
    if (instance == null) {
      return Future.succeededFuture();
    }
    instances.remove(instance);
    return instance.endpoint().close();
  }
}
