package examples;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server that the README starts: one verticle for each event loop, all sharing the ports. */
public final class ServedExample extends VerticleBase {
  private final ExampleConfig config;
  private final List<String> urls;
  private final List<ServerSession> sessions = new ArrayList<>();

  /** @param urls the verticle adds the URLs at which it serves */
  private ServedExample(ExampleConfig config, List<String> urls) {
    this.config = config;
    this.urls = urls;
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
    try {
      List<String> urls = new CopyOnWriteArrayList<>();
      vertx.deployVerticle(() -> new ServedExample(config, urls), new DeploymentOptions().setInstances(
        config.instances()))
        .await();
      urls.stream().distinct().sorted().forEach(ServedExample::announce);
    } catch (Exception e) { // await() throws the failure, which may be a checked exception
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> vertx.close().await()));
  }

  private static void announce(String url) {
    System.out.println(url + "   try: curl -v "
      + (url.startsWith("https") ? "--insecure --http2 " : "--http2-prior-knowledge ") + url);
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
      for (int i = 0; i < sessions.size(); i++) {
        ServerOptions options = config.listeners().get(i);
        urls.add((options.isSsl() ? "https" : "http") + "://" + (options.getPath() != null
          ? "localhost/hello --unix-socket "
            + options.getPath() : options.getHost() + ":" + sessions.get(i).actualPort() + "/hello"));
      }
    });
  }

  @Override
  public Future<?> stop() {
    return Future.all(sessions.stream().map(ServerSession::close).toList());
  }
}
