package examples;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server that the README starts: one verticle for each event loop, all sharing the ports. */
public final class ServedExample extends VerticleBase {
  private final ExampleConfig config;
  private final AtomicBoolean announced;
  private final List<ServerSession> sessions = new ArrayList<>();

  private ServedExample(ExampleConfig config, AtomicBoolean announced) {
    this.config = config;
    this.announced = announced;
  }

  /** Arguments: see {@link ExampleConfig}. */
  public static void main(String[] args) {
    ExampleConfig config;
    try {
      config = ExampleConfig.read(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Vertx vertx = Vertx.vertx();
    AtomicBoolean announced = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> vertx.close().await()));
    vertx.deployVerticle(() -> new ServedExample(config, announced), new DeploymentOptions().setInstances(config.instances()))
      .onFailure(cause -> {
        System.err.println(cause.getMessage());
        System.exit(1);
      });
  }

  @Override
  public Future<?> start() {
    List<Future<ServerSession>> listening = new ArrayList<>();
    for (ServerOptions options : config.listeners()) {
      ServerSession session = ServerSession.create(vertx, options).requestHandler(ExampleRoutes::handle);
      sessions.add(session);
      listening.add(session.listen());
    }
    return Future.all(listening).onSuccess(done -> {
      if (announced.compareAndSet(false, true)) {
        announce();
      }
    });
  }

  private void announce() {
    for (int i = 0; i < sessions.size(); i++) {
      ServerOptions options = config.listeners().get(i);
      String url = (options.isSsl() ? "https" : "http") + "://" + options.getHost() + ":" + sessions.get(i).actualPort();
      System.out.println(url + "/hello   try: curl -v " + (options.isSsl() ? "--insecure --http2 " : "--http2-prior-knowledge ")
        + url + "/hello");
    }
  }

  @Override
  public Future<?> stop() {
    return Future.all(sessions.stream().map(ServerSession::close).toList());
  }
}
