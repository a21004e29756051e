package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Completable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The first stream between the endpoints of two nodes, whose addresses the cluster manager does not list at once. */
@Timeout(150)
class FirstContactIT {
  private static final Buffer BODY = Buffer.buffer(new byte[200_000]);

  /** Finds no consumer of a private address the first times. */
  private static final class SlowToList extends HazelcastClusterManager {
    private final AtomicInteger empty;

    private SlowToList(String join, int times) {
      super(ClusteredVertx.config(join));
      empty = new AtomicInteger(times);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
      if (address.startsWith("nghttp2.node.") && empty.get() > 0) {
        empty.getAndDecrement();
        promise.succeed(List.of());
      } else {
        super.getRegistrations(address, promise);
      }
    }
  }

  private final ListenerLog log = ListenerLog.open();
  private final List<Vertx> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(node -> await(node.close()));
    log.close();
  }

  private static <T> T await(Future<T> future) {
    return ServerVerticleCase.await(future);
  }

  private ClusteredVertx join(SlowToList manager) {
    ClusteredVertx node = await(ClusteredVertx.start(manager));
    nodes.add(node.vertx());
    return node;
  }

  private static RequestConsumer echo(Vertx vertx) {
    RequestConsumer consumer = RequestConsumer.create(vertx, "a", request -> request.pipeTo(request.response()));
    await(consumer.listen());
    return consumer;
  }

  private ClientSession serve(Vertx vertx) {
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/*").put("address", "a")
        .put("mode", "stream"))))));
    return await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
  }

  /** The status and the body of the response. */
  private static String post(ClientSession session) {
    return await(session.post("/").send(BODY).compose(response -> response.body().map(body -> response.status() + " "
      + (body.equals(BODY) ? "echo" : body))));
  }

  @ParameterizedTest(name = "server {0}, handler {1}")
  @CsvSource({"3, 0", "0, 3", "3, 3"})
  void a_stream_is_not_lost_if_nobody_is_found_at_the_address_of_its_peer_at_once(int server, int handler) {
    ClusteredVertx first = join(new SlowToList("-", server));
    echo(join(new SlowToList(first.address(), handler)).vertx());
    assertEquals("200 echo", post(serve(first.vertx())));
  }

  @Test
  void a_stream_is_lost_if_nobody_is_found_at_the_address_of_its_peer_for_five_seconds() {
    ClusteredVertx first = join(new SlowToList("-", Integer.MAX_VALUE));
    echo(join(new SlowToList(first.address(), 0)).vertx());
    assertEquals("503 the handler of route /* is gone\n", post(serve(first.vertx())));
  }
}
