package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.nodes.HandlerNodes;
import io.github.vertxnghttp2.service.nodes.NodeState;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Completable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a server chooses from if the cluster manager fails, or if an address has consumers of other kinds. */
@Timeout(300)
class FaultyLookupIT {
  private enum Fault {
    NONE, FAILS, THROWS,
    /** There is still a registration of a node that has left. Others of that node are removed already. */
    HAS_LEFT_NODE
  }

  private volatile Fault lookups = Fault.NONE;
  private volatile boolean isRegistrationFailing;
  private final AtomicInteger faulty = new AtomicInteger();
  private Vertx vertx;
  private ClientSession session;

  private final class Faulty extends HazelcastClusterManager {
    private Faulty() {
      super(ClusteredVertx.config("-"));
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
      Fault fault = address.equals("a") ? lookups : Fault.NONE;
      if (fault != Fault.NONE) {
        faulty.getAndIncrement();
      }
      switch (fault) {
        case FAILS -> promise.fail(new IllegalStateException("not now"));
        case THROWS -> {
          lookups = Fault.NONE; // Vert.x's own look-ups do not survive this
          throw new IllegalStateException("not now");
        }
        case HAS_LEFT_NODE -> super.getRegistrations(address, (all, cause) -> promise.complete(cause != null ? null
          : Stream.concat(all.stream(), Stream.of(new RegistrationInfo("left", 1, false))).toList(), cause));
        default -> super.getRegistrations(address, promise);
      }
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
      if (isRegistrationFailing && address.startsWith("nghttp2.handler.")) {
        promise.fail(new IllegalStateException("not now"));
      } else {
        super.addRegistration(address, registration, promise);
      }
    }
  }

  @BeforeEach
  void start() {
    vertx = await(ClusteredVertx.start(new Faulty())).vertx();
    ListenerLog log = ListenerLog.open();
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/*").put("address", "a")
        .put("timeout", 5_000))))));
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
    log.close();
  }

  @AfterEach
  void stop() {
    lookups = Fault.NONE;
    await(session.close());
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return ServerVerticleCase.await(future);
  }

  private RequestConsumer consumer(String text) {
    return RequestConsumer.create(vertx, "a", request -> request.response().end(text));
  }

  private String get() {
    return await(session.get("/").send().compose(response -> response.text().map(text -> response.status() + " "
      + text.strip())));
  }

  private List<NodeState> states() {
    return HandlerNodes.states(vertx);
  }

  private void untilChosen() {
    Repeat.until("the server knows the node", () -> get().equals("200 handler") && states().size() == 1,
      () -> await(vertx.timer(20)));
  }

  @Test
  void a_local_consumer_of_vertx_gets_requests_in_turn() {
    await(consumer("handler").listen());
    await(vertx.eventBus().localConsumer("a", message -> message.reply("local")).completion());
    Set<String> responses = new TreeSet<>();
    Repeat.until("both get requests", () -> responses.equals(Set.of("200 handler", "200 local")), () -> {
      responses.add(get());
      await(vertx.timer(20));
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILS", "HAS_LEFT_NODE"})
  void the_nodes_stay_known_if_a_look_up(Fault fault) {
    await(consumer("handler").listen());
    untilChosen();
    lookups = fault;
    Repeat.until("two were made", () -> faulty.get() > 1, () -> await(vertx.timer(20)));
    assertEquals(1, states().size());
    assertEquals("200 handler", get());
  }

  @Test
  void after_a_first_look_up_that_throws_there_are_others() {
    await(consumer("handler").listen());
    lookups = Fault.THROWS;
    get();
    assertEquals(1, faulty.get());
    untilChosen();
  }

  @Test
  void nothing_is_left_of_a_consumer_that_cannot_be_registered() {
    isRegistrationFailing = true;
    RequestConsumer rejected = consumer("rejected");
    assertEquals("not now", assertThrows(IllegalStateException.class, () -> await(rejected.listen())).getMessage());
    isRegistrationFailing = false;
    Repeat.until("nobody gets requests", () -> get().equals("503 there is no handler for route /*"),
      () -> await(vertx.timer(20)));
    await(consumer("handler").listen());
    untilChosen();
  }
}
