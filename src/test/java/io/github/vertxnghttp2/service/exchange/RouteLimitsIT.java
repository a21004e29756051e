package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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
    Message<Object> message = messages.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
    assertResponse(503, "route /a/* is busy: 1 requests are in flight, 2 wait\n", refused);
    assertEquals("7", refused.header("retry-after"));
    for (int i = 0; i < 3; i++) {
      Message<Object> message = next();
      assertEquals("/a/" + i, message.headers().get(":path"));
      assertTrue(messages.isEmpty());
      message.reply("done " + i);
      assertResponse(200, "done " + i, await(responses.get(i)));
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
    assertResponse(504, "waited 50 ms for others to finish\n", await(session.get("/a/2").send()));
    await(routes.add(route));
    Future<ClientResponse> third = session.get("/a/3").send();
    assertEquals(503, await(session.get("/a/4").send()).status());
    message.reply("1");
    next().reply("3");
    assertResponse(200, "1", await(first));
    assertResponse(200, "3", await(third));
  }

  @Test
  void the_handler_has_the_rest_of_the_timeout() throws Exception {
    int timeout = 1_000;
    handle("a", messages::add);
    serve(limited(1, 1).put("timeout", 60_000), route("/silent", "a").put("timeout", timeout));
    ClientSession session = connect();
    session.get("/a/1").send();
    Message<Object> first = next();
    await(Routes.of(vertx).add(new RouteOptions(limited(1, 1)).setTimeout(timeout)));
    List<String> order = new CopyOnWriteArrayList<>();
    Future<?> waiting = session.get("/a/2").send().onSuccess(response -> order.add("waited " + response.status()));
    await(vertx.timer(50));
    Future<?> later = session.get("/silent").send().onSuccess(response -> order.add("later " + response.status()));
    next();
    first.reply("1"); // the second goes to the handler after the third, and its time ends before
    await(Future.all(waiting, later));
    assertEquals(List.of("waited 504", "later 504"), order);
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
    assertResponse(200, "1", await(first));
    Message<Object> last = next();
    assertEquals("/a/4", last.headers().get(":path"));
    last.reply("4");
    assertResponse(200, "4", await(third));
  }

  @Test
  void two_instances_share_the_port_and_the_limit() throws Exception {
    handle("a", messages::add);
    deploy(2, config(limited(3, 400).put("timeout", 60_000)));
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClientSession session = connect();
      for (int j = 0; j < 50; j++) {
        responses.add(session.get("/a/" + j).send());
      }
    }
    Deque<Message<Object>> inside = new ArrayDeque<>(List.of(next(), next(), next()));
    for (int count = 0; count < 200; count++) {
      assertTrue(messages.isEmpty(), "more than 3 at a time");
      inside.remove().reply("done");
      if (count < 197) {
        inside.add(next());
      }
    }
    for (Future<ClientResponse> response : responses) {
      assertEquals(200, await(response).status());
    }
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
    assertResponse(200, "b", await(session.get("/a/4").send()));
    assertFalse(second.isComplete());
    message.reply("1");
    next().reply("2");
    assertResponse(200, "1", await(first));
    assertResponse(200, "2", await(second));
  }
}
