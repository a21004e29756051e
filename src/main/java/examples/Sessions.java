package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Servers and clients: how they start, what they share, how they end. */
final class Sessions {
  private Sessions() {
  }

  static Future<ServerSession> serve(Vertx vertx, int port) {
    // tag::serve[]
    return ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(port))
      .requestHandler(request -> request.respond(200, "Hello from " + request.path()))
      .listen();
    // end::serve[]
  }

  static ServerOptions tls() {
    // tag::tls[]
    return new ServerOptions().setPort(8443).setSsl(true)
      .setKeyCertOptions(new PemKeyCertOptions().setCertPath("cert.pem").setKeyPath("key.pem"));
    // end::tls[]
  }

  static Future<ClientSession> unix(Vertx vertx, String path) {
    // tag::unix[]
    return ServerSession.create(vertx, new ServerOptions().setPath(path))
      .requestHandler(request -> request.respond(200, "Hello from " + request.localAddress()))
      .listen()
      .compose(server -> ClientSession.connect(vertx, new ClientOptions().setPath(path)));
    // end::unix[]
  }

  // tag::verticle[]
  /** To be deployed as often as there are cores: the instances share the port. */
  static final class Hello extends VerticleBase {
    private final ServerOptions options;
    private ServerSession server;

    Hello(ServerOptions options) {
      this.options = options;
    }

    @Override
    public Future<?> start() {
      server = ServerSession.create(vertx, options)
        .requestHandler(request -> request.respond(200, "Hello from " + Thread.currentThread().getName()));
      return server.listen();
    }

    @Override
    public Future<?> stop() {
      return server.close();
    }
  }
  // end::verticle[]

  static Future<String> deploy(Vertx vertx, ServerOptions options) {
    // tag::deploy[]
    return vertx.deployVerticle(() -> new Hello(options), new DeploymentOptions().setInstances(2));
    // end::deploy[]
  }

  static Future<String> deployBlocking(Vertx vertx, ServerOptions options) {
    // tag::worker[]
    return vertx.deployVerticle(() -> new Hello(options),
      new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    // end::worker[]
  }

  static Future<Duration> connection(ServerRequest request) {
    // tag::connection[]
    Http2Connection connection = request.connection();
    connection.closeHandler(v -> System.out.println(connection.remoteAddress() + " is gone"));
    if (connection.remoteSettings().getMaxFrameSize() > 1 << 20) {
      connection.goAway(ErrorCode.ENHANCE_YOUR_CALM); // requests in flight go on
    }
    return connection.ping();
    // end::connection[]
  }

  static Future<Boolean> renew(ServerSession server, PemKeyCertOptions certificate) {
    // tag::renew[]
    return server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(certificate));
    // end::renew[]
  }

  static Future<Void> next(ServerSession server) {
    // tag::next[]
    return server.nextRequest()
      .compose(request -> request.respond(200, "You are next: " + request.path()));
    // end::next[]
  }

  static Future<ClientSession> connect(Vertx vertx, int port) {
    // tag::connect[]
    return ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port));
    // end::connect[]
  }

  static Future<List<String>> many(ClientSession session) {
    // tag::many[]
    return Future.all(IntStream.range(0, 10)
      .mapToObj(i -> session.get("/item/" + i).send().compose(response -> response.text()))
      .toList()).map(all -> all.list());
    // end::many[]
  }

  static ClientOptions upgrade() {
    // tag::upgrade[]
    return new ClientOptions().setPort(80).setCleartext(ClientOptions.Cleartext.UPGRADE);
    // end::upgrade[]
  }

  static Future<Duration> watch(ClientSession session, Runnable reconnect) {
    // tag::watch[]
    session.goAwayHandler(goAway -> reconnect.run());
    session.closeHandler(gone -> System.out.println("the connection is gone"));
    return session.ping();
    // end::watch[]
  }

  static Future<Void> stop(ServerSession server, ClientSession client) {
    // tag::stop[]
    return client.close().eventually(server::close);
    // end::stop[]
  }

  static ServerOptions patience() {
    // tag::patience[]
    return new ServerOptions().setHttp2(new Http2Options().setShutdownGracePeriod(5_000));
    // end::patience[]
  }
}
