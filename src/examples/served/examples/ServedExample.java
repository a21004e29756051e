package examples;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the README starts: one verticle for each event loop, all sharing the ports. {@code ServerSession} serves the
 * cleartext port, Vert.x's HttpServer the one with TLS.
 */
public final class ServedExample extends VerticleBase {
  private final ExampleConfig config;
  private final List<String> urls;
  private final List<ServerSession> sessions = new ArrayList<>();
  private HttpServer web;

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
    System.out.println(url + (url.endsWith("/") ? "   open it in a browser, which warns of the certificate"
      : "   try: curl -v " + (url.startsWith("https") ? "--insecure --http2 " : "--http2-prior-knowledge ") + url));
  }

  @Override
  public Future<?> start() {
    List<Future<?>> listening = new ArrayList<>();
    for (ServerOptions options : config.listeners()) {
      ServerSession session = ServerSession.create(vertx, options).requestHandler(ExampleRoutes::handle);
      sessions.add(session);
      listening.add(session.listen().onSuccess(done -> urls.add(url(options, session.actualPort()))));
    }
    if (config.web() != null) {
      String host = config.web().getHost();
      web = WebApplication.server(vertx, config.web());
      listening.add(web.listen().onSuccess(done -> {
        urls.add("https://" + host + ":" + web.actualPort() + "/hello");
        urls.add("https://" + (host.equals("127.0.0.1") ? "localhost" : host) + ":" + web.actualPort() + "/");
      }).recover(failure -> Future.failedFuture(new IllegalStateException("cannot listen on " + host + ":"
        + config.web().getPort() + ": " + failure.getMessage(), failure))));
    }
    return Future.all(listening);
  }

  private static String url(ServerOptions options, int port) {
    return (options.isSsl() ? "https" : "http") + "://" + (options.getPath() != null
      ? "localhost/hello --unix-socket " + options.getPath() : options.getHost() + ":" + port + "/hello");
  }

  @Override
  public Future<?> stop() {
    List<Future<?>> closing = new ArrayList<>(sessions.stream().map(ServerSession::close).toList());
    if (web != null) {
      closing.add(web.close());
    }
    return Future.all(closing);
  }
}
