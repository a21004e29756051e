package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Runs an application with WebSockets over HTTP/1.1 by Vert.x and over HTTP/2 by the engine. Compares the events. */
final class VersionComparison implements BeforeEachCallback, AfterEachCallback {

  interface Step {
    void run(Run run) throws Exception;
  }

  /** What each side has seen, in its order. */
  static final class Log {
    private final Map<String, List<String>> events = new TreeMap<>();
    private final List<String> ended = new ArrayList<>();

    synchronized void add(String side, String event) {
      events.computeIfAbsent(side, s -> new ArrayList<>()).add(event);
      notifyAll();
    }

    /** Adds the event after which nothing more happens on that side. */
    synchronized void last(String side, String event) {
      add(side, event);
      ended.add(side);
      notifyAll();
    }

    synchronized void await(String side, String event) throws InterruptedException {
      long deadline = System.nanoTime() + Repeat.PATIENCE.toNanos();
      while (!events.getOrDefault(side, List.of()).contains(event)) {
        sleep(deadline, side + ": " + event);
      }
    }

    synchronized void awaitEnds(int sides) throws InterruptedException {
      long deadline = System.nanoTime() + Repeat.PATIENCE.toNanos();
      while (ended.size() < sides) {
        sleep(deadline, "the end of " + sides + " sides");
      }
    }

    private void sleep(long deadline, String what) throws InterruptedException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("waited for " + what + ", seen: " + events);
      }
      wait(left);
    }

    synchronized Map<String, List<String>> all() {
      Map<String, List<String>> copy = new TreeMap<>();
      events.forEach((side, seen) -> copy.put(side, List.copyOf(seen)));
      return copy;
    }
  }

  /** An application over one version. */
  record Run(Vertx vertx, HttpVersion version, HttpServer server, WebSocketClient client, Log log) {
    WebSocketConnectOptions to(WebSocketConnectOptions options) {
      return options.setHost("localhost").setPort(server.actualPort());
    }
  }

  private HttpServerOptions serverOptions = new HttpServerOptions();
  private WebSocketClientOptions clientOptions = new WebSocketClientOptions();
  private int sides = 2;
  private Vertx vertx;

  VersionComparison options(HttpServerOptions server, WebSocketClientOptions client) {
    serverOptions = server;
    clientOptions = client;
    return this;
  }

  /** How many sides have a socket that closes; 2 unless it is set. */
  VersionComparison sides(int count) {
    sides = count;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    await(vertx.close());
  }

  void run(Step application, Step program) throws Exception {
    run(application, program, new DeploymentOptions());
  }

  /** @param deployment of the verticle that runs the server */
  void run(Step application, Step program, DeploymentOptions deployment) throws Exception {
    assertEquals(events(HttpVersion.HTTP_1_1, application, program, deployment),
      events(HttpVersion.HTTP_2, application, program, deployment));
  }

  private Map<String, List<String>> events(HttpVersion version, Step application, Step program,
                                           DeploymentOptions deployment) throws Exception {
    boolean ours = version == HttpVersion.HTTP_2;
    HttpServerOptions options = new HttpServerOptions(serverOptions);
    WebSocketClientOptions sockets = new WebSocketClientOptions(clientOptions);
    HttpServer server = ours ? Nghttp2Http.createHttpServer(vertx, options) : vertx.createHttpServer(options);
    WebSocketClient client = ours ? Nghttp2Http.createWebSocketClient(vertx, sockets)
      : vertx.createWebSocketClient(sockets);
    Set<HttpVersion> seen = new ConcurrentSkipListSet<>();
    server.connectionHandler(connection -> seen.add(connection.protocolVersion()));
    Run run = new Run(vertx, version, server, client, new Log());
    application.run(run);
    String verticle = await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return server.listen(0, "localhost");
      }
    }, deployment));
    program.run(run);
    run.log().awaitEnds(sides);
    await(client.close());
    await(server.close());
    await(vertx.undeploy(verticle));
    assertEquals(Set.of(version), seen);
    return run.log().all();
  }
}
