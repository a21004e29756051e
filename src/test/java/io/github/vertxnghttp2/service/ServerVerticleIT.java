package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Deployment and undeployment of {@code nghttp2:server}. */
class ServerVerticleIT extends ServerVerticleCase {

  private String refusal(String name, JsonObject config) {
    return assertThrows(RuntimeException.class,
      () -> await(vertx.deployVerticle(name, new DeploymentOptions().setConfig(config)))).getMessage();
  }

  @Test
  void an_unknown_name_fails_with_the_known_ones() {
    String said = refusal("nghttp2:sever", config());
    assertTrue(said.startsWith("there is no verticle nghttp2:sever; the names are ") && said.contains("nghttp2:server"),
      said);
  }

  @Test
  void a_wrong_value_in_the_config_is_reported() {
    assertEquals("routes[0].timeout is \"x\"; it must be a whole number",
      refusal("nghttp2:server", config(route("/", "a").put("timeout", "x"))));
    assertTrue(refusal("nghttp2:server", new JsonObject()).startsWith("listeners must be an array"));
  }

  @Test
  void tls_without_a_certificate_is_refused_with_the_place_where_it_goes() {
    JsonObject config = config();
    config.getJsonArray("listeners").add(new JsonObject().put("ssl", true));
    String said = refusal("nghttp2:server", config);
    assertTrue(said.startsWith("listeners[1].ssl is true, but there is no certificate: set "
      + "listeners[1].pemKeyCertOptions"), said);
  }

  @Test
  @SuppressWarnings("removal") // SelfSignedCertificate
  void cleartext_and_tls_are_served_side_by_side() {
    handle("a", message -> message.reply(message.headers().get(":scheme")));
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    JsonObject config = config(route("/*", "a"));
    config.getJsonArray("listeners").add(new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true).toJson()
      .put("pemKeyCertOptions", new JsonObject().put("certPath", certificate.certificatePath())
        .put("keyPath", certificate.privateKeyPath())));
    deployment = await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config)));
    int tls = 0;
    for (int i = 0; i < 2; i++) {
      String line = log.line("listening on 127.0.0.1:");
      int found = Integer.parseInt(line.replaceAll(".*:(\\d+) .*", "$1"));
      if (line.endsWith("(TLS)")) {
        tls = found;
      } else {
        assertTrue(line.endsWith("(h2c)"), line);
        port = found;
      }
    }
    assertResponse(200, "http", get("/"));
    ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(tls)
      .setSsl(true).setTrustAll(true)));
    assertResponse(200, "https", await(session.get("/").send()));
  }

  @Test
  void a_port_that_is_taken_fails_the_deployment_and_leaves_nothing_behind() {
    serve(route("/", "a"));
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      JsonObject taken = config().put("controlAddress", "other");
      taken.getJsonArray("listeners").getJsonObject(0).put("port", busy.getLocalPort());
      AssertionError failed = assertThrows(AssertionError.class, () -> await(vertx.deployVerticle("nghttp2:server",
        new DeploymentOptions().setConfig(taken).setInstances(2))));
      assertTrue(failed.getCause() instanceof BindException, failed::toString);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThrows(RuntimeException.class, () -> await(Routes.of(vertx, "other").list()));
    assertEquals(1, await(Routes.of(vertx).list()).size());
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void every_kind_of_context_will_do(ThreadingModel model) {
    assumeTrue(model != ThreadingModel.VIRTUAL_THREAD || Runtime.version().feature() >= 21,
      "this JVM has no virtual threads");
    handle("a", (Message<Buffer> message) -> message.reply(message.body()));
    deployment = await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setThreadingModel(model)
      .setConfig(config(route("/*", "a").put("concurrency", 2).put("queue", 100)))));
    port = log.port();
    ClientSession session = connect();
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      responses.add(session.post("/").send(Buffer.buffer("body " + i)));
      responses.add(session.get("/").send());
    }
    for (int i = 0; i < 40; i++) {
      assertResponse(200, "body " + i, await(responses.get(2 * i)));
      assertResponse(200, "", await(responses.get(2 * i + 1)));
    }
  }

  @Test
  void an_undeployed_server_responds_to_requests_in_flight_and_in_the_queue() throws Exception {
    BlockingQueue<Message<Object>> messages = new LinkedBlockingQueue<>();
    handle("a", messages::add);
    serve(route("/*", "a").put("concurrency", 1).put("queue", 1));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/1").send();
    Message<Object> message = messages.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Future<ClientResponse> second = session.get("/2").send();
    assertEquals(503, await(session.get("/3").send()).status());
    Future<Void> undeployed = vertx.undeploy(deployment);
    message.reply("1");
    assertResponse(200, "1", await(first));
    messages.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS).reply("2");
    assertResponse(200, "2", await(second));
    await(undeployed);
  }

  @Test
  void undeployed_under_load_it_loses_no_request_that_it_took() {
    AtomicInteger taken = new AtomicInteger();
    handle("a", message -> {
      taken.incrementAndGet();
      vertx.setTimer(1, id -> message.reply("a"));
    });
    deploy(2, config(route("/*", "a").put("concurrency", 20).put("queue", 10_000)));
    AtomicInteger responses = new AtomicInteger();
    List<String> failures = new CopyOnWriteArrayList<>();
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClientSession session = connect();
      for (int j = 0; j < 25; j++) {
        clients.add(ask(session, responses, failures));
      }
    }
    Repeat.until("500 responses", () -> responses.get() >= 500, Thread::onSpinWait);
    await(vertx.undeploy(deployment));
    await(Future.all(clients));
    assertEquals(List.of(), failures);
    assertEquals(taken.get(), responses.get());
  }

  @Test
  void each_instance_serves_on_an_event_loop_of_its_own() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Logger logger = Logger.getLogger("io.github.vertxnghttp2.access");
    Filter before = logger.getFilter();
    logger.setFilter(line -> {
      threads.add(Thread.currentThread());
      return false;
    });
    try {
      handle("a", message -> message.reply("x"));
      int instances = 2;
      JsonObject config = config(route("/*", "a"));
      config.getJsonArray("listeners").getJsonObject(0).put("accessLog", "COMMON");
      deploy(instances, config);
      for (int i = 0; i < 2 * instances; i++) {
        assertResponse(200, "x", get("/"));
      }
      Repeat.until("lines of the access log", () -> threads.size() == instances, Thread::onSpinWait);
    } finally {
      logger.setFilter(before);
    }
  }

  @Test
  void undeploying_leaves_the_timers_of_others_alone() {
    List<Long> timers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      timers.add(vertx.setPeriodic(TimeUnit.HOURS.toMillis(1), id -> { }));
    }
    deploy(1, config(route("/*", "a")));
    await(vertx.undeploy(deployment));
    for (long timer : timers) {
      assertTrue(vertx.cancelTimer(timer), () -> "the timer " + timer + " is gone");
    }
  }

  /** One request after the other, until the server takes none any more. */
  private Future<Void> ask(ClientSession session, AtomicInteger responses, List<String> failures) {
    return session.get("/").send().compose(response -> response.text()
      .map(text -> response.status() + text)).transform(done -> {
      if (done.succeeded()) {
        responses.incrementAndGet();
        if (!done.result().equals("200a")) {
          failures.add(done.result());
        }
        return ask(session, responses, failures);
      }
      if (!(done.cause() instanceof UnprocessedException)) {
        failures.add(done.cause().toString());
      }
      return Future.succeededFuture();
    });
  }
}
