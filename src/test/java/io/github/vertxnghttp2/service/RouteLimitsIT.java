package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Concurrency and queue of a route. */
class RouteLimitsIT extends ServerVerticleCase {
  private final BlockingQueue<Message<Object>> messages = new LinkedBlockingQueue<>();

  private static JsonObject limited(int concurrency, int queue) {
    return route("/a/*", "a").put("concurrency", concurrency).put("queue", queue).put("retryAfter", 7);
  }

  private Message<Object> next() throws InterruptedException {
    Message<Object> message = messages.poll(10, TimeUnit.SECONDS);
    assertNotNull(message, "no message came");
    return message;
  }

  @Test
  void what_waits_goes_on_in_its_order_and_what_is_too_much_is_503_with_retry_after() throws Exception {
    handle("a", messages::add);
    serve(limited(1, 2));
    ClientSession session = connect();
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      responses.add(session.get("/a/" + i).send());
    }
    ClientResponse refused = await(session.get("/a/3").send());
    assertAnswer(503, "route /a/* is busy: 1 requests are under way, 2 wait\n", refused);
    assertEquals("7", refused.header("retry-after"));
    for (int i = 0; i < 3; i++) {
      Message<Object> message = next();
      assertEquals("/a/" + i, message.headers().get(":path"));
      assertTrue(messages.isEmpty());
      message.reply("done " + i);
      assertAnswer(200, "done " + i, await(responses.get(i)));
    }
  }

  @Test
  void the_time_in_the_queue_counts_and_its_end_makes_room_there() throws Exception {
    handle("a", messages::add);
    serve();
    RouteOptions route = new RouteOptions(limited(1, 1));
    Routes routes = Routes.of(vertx);
    await(routes.add(route));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/a/1").send();
    Message<Object> message = next();
    await(routes.add(new RouteOptions(route).setTimeout(50))); // the limits stay, and with them who is inside
    assertAnswer(504, "waited 50 ms for others to finish\n", await(session.get("/a/2").send()));
    await(routes.add(route));
    Future<ClientResponse> third = session.get("/a/3").send();
    assertEquals(503, await(session.get("/a/4").send()).status());
    message.reply("1");
    next().reply("3");
    assertAnswer(200, "1", await(first));
    assertAnswer(200, "3", await(third));
  }

  @Test
  void what_is_left_of_the_time_is_the_handlers() throws Exception {
    handle("a", messages::add);
    serve(limited(1, 1).put("timeout", 300));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/a/1").send();
    next();
    Future<ClientResponse> second = session.get("/a/2").send();
    assertEquals(504, await(first).status());
    assertEquals(504, await(second).status());
  }

  @Test
  void a_client_that_goes_leaves_the_queue() throws Exception {
    handle("a", messages::add);
    serve(limited(1, 1));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/a/1").send();
    Message<Object> message = next();
    ClientRequest gone = session.get("/a/2");
    gone.send();
    assertEquals(503, await(session.get("/a/3").send()).status());
    gone.reset(ErrorCode.CANCEL);
    Future<ClientResponse> third = session.get("/a/4").send();
    assertEquals(503, await(session.get("/a/5").send()).status());
    message.reply("1");
    assertAnswer(200, "1", await(first));
    Message<Object> last = next();
    assertEquals("/a/4", last.headers().get(":path"));
    last.reply("4");
    assertAnswer(200, "4", await(third));
  }

  @Test
  void two_instances_share_the_port_and_the_limit() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    handle("a", message -> {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      vertx.setTimer(2, id -> {
        inside.decrementAndGet();
        message.reply("done");
      });
    });
    deploy(2, config(limited(3, 400)));
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClientSession session = connect();
      for (int j = 0; j < 50; j++) {
        responses.add(session.get("/a/" + j).send());
      }
    }
    for (Future<ClientResponse> response : responses) {
      assertEquals(200, await(response).status());
    }
    assertEquals(3, most.get());
    assertTrue(log.isEmpty(), "a second listener was announced");
  }

  @Test
  void a_request_that_waits_ends_under_the_route_that_it_matched() throws Exception {
    handle("a", messages::add);
    handle("b", message -> message.reply("b"));
    serve(limited(1, 1).put("id", "r"));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/a/1").send();
    Message<Object> message = next();
    Future<ClientResponse> second = session.get("/a/2").send();
    assertEquals(503, await(session.get("/a/3").send()).status());
    await(Routes.of(vertx).add(new RouteOptions().setId("r").setPath("/a/*").setAddress("b")));
    assertAnswer(200, "b", await(session.get("/a/4").send()));
    assertFalse(second.isComplete());
    message.reply("1");
    next().reply("2");
    assertAnswer(200, "1", await(first));
    assertAnswer(200, "2", await(second));
  }
}
