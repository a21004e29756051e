package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Consumers of one node that leave, while another node sends: two nodes in this JVM. */
@Timeout(600)
class ConsumerUnregistrationIT {
  private static LateCluster cluster;
  private static Vertx node;
  private static Vertx sender;

  @BeforeAll
  static void join() {
    cluster = new LateCluster();
    ClusteredVertx first = await(ClusteredVertx.start(cluster));
    node = first.vertx();
    sender = await(ClusteredVertx.start(first.address())).vertx();
  }

  @AfterAll
  static void leave() {
    await(Future.join(sender.close(), node.close()));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  private static <T> T on(Context context, Supplier<T> task) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> result.complete(task.get()));
    return await(result.future());
  }

  private static RequestConsumer consumer(String address) {
    return await(RequestConsumer.create(node, address, request -> request.response().end("responded")).listen());
  }

  private static DeliveryOptions within(long milliseconds) {
    return new DeliveryOptions().setSendTimeout(milliseconds);
  }

  private static Future<String> request(Vertx from, String address, DeliveryOptions options) {
    return from.eventBus().request(address, new JsonObject().put("method", "GET").put("uri", "/"),
        options.setSendTimeout(Repeat.PATIENCE.toMillis())).map(Message::body).map(Object::toString);
  }

  private static String request(String address) {
    return await(request(sender, address, new DeliveryOptions()));
  }

  /**
   * The cluster learns late that they leave. Until then they have to respond.
   *
   * @param registrations of the node, which the cluster is to forget
   */
  private static void respondsUntilTheClusterKnows(String address, int registrations, Supplier<Future<?>> leave,
                                                   Runnable request) {
    cluster.hold(address);
    Future<?> left;
    try {
      left = leave.get();
      Repeat.until("the cluster is told", () -> cluster.held() >= registrations, () -> await(node.timer(5)));
      for (int i = 0; i < 20; i++) {
        request.run();
      }
    } finally {
      cluster.release();
    }
    await(left);
    Repeat.until("the cluster forgets them", () -> await(sender.eventBus().request(address, null, within(1_000)).map(
      false)
      .otherwise(cause -> ((ReplyException) cause).failureType() == ReplyFailure.NO_HANDLERS)), () -> {});
  }

  @Test
  void a_consumer_responds_to_a_node_that_learns_late_until_it_sends_no_more() {
    RequestConsumer consumer = await(RequestConsumer.create(sender, "late", request -> request.response().end(
      "responded")).listen());
    assertEquals("responded", await(request(node, "late", new DeliveryOptions())));
    cluster.ignore("late");
    Future<Void> closed = consumer.close();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(4)) { // a consumer that did not wait would be gone
      assertEquals("responded", await(request(node, "late", new DeliveryOptions())));
      assertFalse(closed.isComplete());
      await(node.timer(50));
    }
    await(closed);
  }

  @Test
  void consumers_that_close_together_respond_until_the_other_nodes_know() {
    RequestConsumer first = consumer("both");
    RequestConsumer second = consumer("both");
    respondsUntilTheClusterKnows("both", 2, () -> Future.join(first.close(), second.close()),
      () -> assertEquals("responded", request("both")));
  }

  @Test
  void the_queue_of_a_closing_consumer_is_handled_if_the_last_one_closes_after_it() {
    Context context = node.getOrCreateContext();
    RequestConsumer first = await(on(context, () -> RequestConsumer.create(node, "queued",
      request -> request.response().end("responded")).listen()));
    RequestConsumer second = consumer("queued");
    List<Future<String>> responses = on(context, () -> {
      first.close();
      // One for each of them: the bus hands out in turn.
      return List.of(request(node, "queued", new DeliveryOptions().setLocalOnly(true)),
        request(node, "queued", new DeliveryOptions().setLocalOnly(true)));
    });
    Future<Void> last = second.close();
    responses.forEach(response -> assertEquals("responded", await(response)));
    await(Future.join(first.close(), last));
  }

  /** @return the id of a verticle that does not close its consumer */
  private static String verticle(String address) {
    return await(node.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return RequestConsumer.create(vertx, address, request -> request.response().end("responded")).listen();
      }
    }));
  }

  @Test
  void a_verticle_that_is_undeployed_without_close_responds_until_the_other_nodes_know() {
    String verticle = verticle("undeployed");
    respondsUntilTheClusterKnows("undeployed", 1, () -> node.undeploy(verticle), () -> assertEquals("responded",
      request("undeployed")));
  }

  @Test
  void a_consumer_whose_verticle_is_undeployed_is_not_waited_for_later() {
    String hasty = verticle("hasty");
    RequestConsumer last = consumer("hasty");
    await(node.undeploy(hasty));
    respondsUntilTheClusterKnows("hasty", 1, last::close, () -> assertEquals("responded", request("hasty")));
  }

  @Test
  void the_cluster_keeps_a_node_of_which_one_consumer_stays() {
    MessageConsumer<Object> plain = node.eventBus().consumer("one stays", message -> message.reply("plain"));
    await(plain.completion());
    RequestConsumer first = consumer("one stays");
    RequestConsumer second = consumer("one stays");
    await(first.close());
    assertTrue(List.of("plain", "responded").contains(request("one stays")));
    await(second.close());
    for (int i = 0; i < 5; i++) {
      assertEquals("plain", request("one stays"));
    }
    await(plain.unregister());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_client_service_responds_until_the_other_nodes_know(int instances) {
    String address = "client of " + instances;
    String deployment = await(node.deployVerticle("nghttp2:client", new DeploymentOptions().setInstances(instances)
      .setConfig(new JsonObject().put("address", address))));
    DeliveryOptions stats = within(Repeat.PATIENCE.toMillis()).addHeader("action", "stats");
    respondsUntilTheClusterKnows(address, instances, () -> node.undeploy(deployment), () -> assertEquals(instances,
      ((JsonObject) await(sender.eventBus().request(address, new JsonObject(), stats)).body()).getInteger(
        "instances")));
  }
}
