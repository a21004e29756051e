package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code nghttp2:server} as Vert.x's launcher starts it, in a process of its own. */
@Timeout(180)
class LauncherIT {
  static final String LAUNCHER = "io.vertx.launcher.application.VertxApplication";
  private static final String CONF = "{\"listeners\": [{\"host\": \"127.0.0.1\", \"port\": -1}], "
    + "\"controlAllow\": [\"hello\"], \"routes\": [{\"path\": \"/hello\", \"address\": \"hello\"}]}";

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  Path directory;

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  /** The server, and a handler that brings a route. */
  public static final class Everything extends VerticleBase {
    @Override
    public Future<?> start() {
      vertx.eventBus().consumer("hello", message -> message.reply("Hello, " + message.headers().get(":path") + "!"));
      return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config()).setInstances(2))
        .compose(id -> Routes.of(vertx).add(new RouteOptions().setPath("/late").setAddress("hello")));
    }
  }

  /** A handler that takes a while. */
  public static final class Slow extends VerticleBase {
    @Override
    public Future<?> start() {
      vertx.eventBus().consumer("hello", message -> {
        System.out.println("in flight");
        vertx.setTimer(1000, id -> message.reply("at last"));
      });
      return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config()));
    }
  }

  /** A server and a slow handler that is not in a verticle, without the launcher. */
  public static final class Embedded {

    private Embedded() {
    }

    public static void main(String[] args) {
      Vertx vertx = Vertx.vertx();
      RequestConsumer.create(vertx, "hello", request -> {
        System.out.println("in flight");
        vertx.setTimer(1000, id -> request.response().end("at last"));
      }).listen().compose(v -> vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(
        new JsonObject(CONF)))).onFailure(Throwable::printStackTrace);
    }
  }

  /** A worker ends the JVM while a request is in flight elsewhere. */
  public static final class ExitingWorker {

    private ExitingWorker() {
    }

    public static void main(String[] args) {
      Vertx vertx = Vertx.vertx();
      RequestConsumer.create(vertx, "hello", request -> {
        vertx.setTimer(4_000, id -> request.response().end("at last")); // longer than a blocked context is waited for
        vertx.executeBlocking(() -> {
          System.exit(3);
          return null;
        });
      }).listen().compose(v -> vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(
        new JsonObject(CONF)))).onFailure(Throwable::printStackTrace);
    }
  }

  /** Ends the JVM on the context of its consumer, a worker or a virtual thread. */
  public static final class ExitingConsumer {

    private ExitingConsumer() {
    }

    /** @param args the threading model */
    public static void main(String[] args) throws InterruptedException {
      Vertx vertx = Vertx.vertx();
      vertx.deployVerticle(new VerticleBase() {
        @Override
        public Future<?> start() {
          return RequestConsumer.create(vertx, "hello", request -> request.response().end()).listen()
            .onComplete(listening -> context.runOnContext(v -> System.exit(3)));
        }
      }, new DeploymentOptions().setThreadingModel(ThreadingModel.valueOf(args[0])));
      Thread.currentThread().join(); // for ever: virtual threads do not keep the JVM alive
    }
  }

  /** Ends the JVM on the event loop of its consumer. */
  public static final class Exiting {

    private Exiting() {
    }

    public static void main(String[] args) {
      Vertx vertx = Vertx.vertx();
      vertx.runOnContext(v -> RequestConsumer.create(vertx, "hello", request -> request.response().end()).listen()
        .onComplete(listening -> System.exit(3)));
    }
  }

  static Path conf(Path directory) {
    return Bodies.file(directory, "server.json", CONF.getBytes());
  }

  static String url(Peer server) {
    String line = server.awaitLine("listening on 127.0.0.1:");
    assertTrue(line.endsWith(" (h2c)"), line);
    return "http://" + line.substring(line.indexOf("127.0.0.1:"), line.lastIndexOf(' '));
  }

  private String get(String url) {
    return fetch(vertx, url);
  }

  static String fetch(Vertx vertx, String url) {
    ClientResponse response = Bodies.await(Http2.get(vertx, url));
    return response.status() + " " + Bodies.await(response.text());
  }

  @Test
  void the_launcher_starts_instances_by_name() {
    Path conf = conf(directory);
    try (Peer server = Peer.start(ExampleServer.java(List.of(), LAUNCHER, "nghttp2:server", "-conf", conf.toString(),
      "-instances", "2"))) {
      String url = url(server);
      assertEquals("503 there is no handler for route /hello\n", get(url + "/hello"));
      assertEquals("404 there is no route for /\n", get(url + "/"));
      server.terminate();
      server.finish(143);
    }
  }

  @Test
  void a_verticle_of_the_users_own_deploys_it_beside_its_handlers() {
    try (Peer server = Peer.start(ExampleServer.java(List.of(), LAUNCHER, Everything.class.getName(), "-conf",
      conf(directory).toString()))) {
      String url = url(server);
      assertEquals("200 Hello, /hello!", get(url + "/hello"));
      String curl = Peer.find("curl", "curl");
      assertEquals("Hello, /hello?x!", Peer.run(curl, "--silent", "--http2-prior-knowledge", url + "/hello?x").strip());
    }
  }

  @Test
  void on_SIGTERM_requests_in_flight_get_their_responses() {
    try (Peer server = Peer.start(ExampleServer.java(List.of(), LAUNCHER, Slow.class.getName(), "-conf",
      conf(directory).toString()))) {
      Future<ClientResponse> response = Http2.get(vertx, url(server) + "/hello");
      server.awaitLine("in flight");
      server.terminate();
      assertEquals("at last", Bodies.await(response.compose(ClientResponse::text)));
      server.finish(143);
    }
  }

  @Test
  void on_SIGTERM_requests_in_flight_get_their_responses_also_without_the_launcher() {
    try (Peer server = Peer.start(ExampleServer.java(List.of(), Embedded.class.getName()))) {
      Future<ClientResponse> response = Http2.get(vertx, url(server) + "/hello");
      server.awaitLine("in flight");
      server.terminate();
      assertEquals("at last", Bodies.await(response.compose(ClientResponse::text)));
      server.finish(143);
    }
  }

  @Test
  void an_event_loop_with_a_consumer_can_end_the_JVM() {
    try (Peer program = Peer.start(ExampleServer.java(List.of(), Exiting.class.getName()))) {
      program.finish(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_consumer_can_end_the_JVM(ThreadingModel model) {
    assumeTrue(model != ThreadingModel.VIRTUAL_THREAD || vertxHasVirtualThreads());
    try (Peer program = Peer.start(ExampleServer.java(List.of(), ExitingConsumer.class.getName(), model.name()))) {
      program.finish(3);
    }
  }

  private boolean vertxHasVirtualThreads() {
    return ((VertxInternal) vertx).isVirtualThreadAvailable();
  }

  @Test
  void a_worker_that_ends_the_JVM_does_not_end_requests_elsewhere() {
    try (Peer server = Peer.start(ExampleServer.java(List.of(), ExitingWorker.class.getName()))) {
      Future<ClientResponse> response = Http2.get(vertx, url(server) + "/hello");
      assertEquals("at last", Bodies.await(response.compose(ClientResponse::text)));
      server.finish(3);
    }
  }

  @Test
  void what_is_wrong_in_the_file_is_told() {
    String wrong = CONF.replace("\"address\": \"hello\"", "\"address\": 7");
    Path conf = Bodies.file(directory, "server.json", wrong.getBytes());
    try (Peer server = Peer.start(ExampleServer.java(List.of(), LAUNCHER, "nghttp2:server", "-conf",
      conf.toString()))) {
      assertTrue(server.awaitLine("routes[0].address is 7").contains("it must be a string"));
    }
  }
}
