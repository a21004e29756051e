package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What handlers know of the time that the server waits. */
class DeadlineIT extends ServerVerticleCase {
  private static final long TIMEOUT = 100_000;

  private final BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message<Object>> messages = new LinkedBlockingQueue<>();

  private void hold() {
    await(RequestConsumer.create(vertx, "a", requests::add).listen());
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(next);
    return next;
  }

  private static void assertBetween(long least, long most, long value) {
    assertTrue(least <= value && value <= most, () -> value + " is not from " + least + " to " + most);
  }

  /** Waits on an event loop, so that what follows is later by the clock. */
  private void pass(long milliseconds) {
    await(vertx.timer(milliseconds, TimeUnit.MILLISECONDS));
  }

  @ParameterizedTest
  @CsvSource({"unary,buffer", "unary,json", "stream,buffer", "stream,json"})
  void the_handler_sees_the_timeout_of_the_route_counting_down(String mode, String form) throws Exception {
    hold();
    serve(route("/*", "a").put("mode", mode).put("form", form).put("timeout", TIMEOUT));
    connect().get("/").send();
    RoutedRequest request = next(requests);
    long first = request.timeLeft();
    assertBetween(TIMEOUT - Repeat.PATIENCE.toMillis(), TIMEOUT, first);
    pass(20);
    assertBetween(0, first - 15, request.timeLeft());
    request.response().end();
  }

  @Test
  void the_time_left_is_never_negative() throws Exception {
    hold();
    serve(route("/*", "a").put("timeout", 1));
    connect().get("/").send();
    RoutedRequest request = next(requests);
    pass(20);
    assertEquals(0, request.timeLeft());
    request.response().end(); // otherwise the consumer would wait for it when it closes
  }

  @Test
  void the_time_of_a_streamed_response_begins_at_the_end_of_the_request() throws Exception {
    hold();
    serve(route("/*", "a").put("mode", "stream").put("timeout", TIMEOUT));
    ClientRequest sent = connect().post("/");
    sent.write(Buffer.buffer("1"));
    RoutedRequest request = next(requests);
    pass(20);
    assertEquals(TIMEOUT, request.timeLeft());
    sent.end();
    await(request.body());
    pass(20);
    assertBetween(0, TIMEOUT - 15, request.timeLeft());
    request.response().write("begun");
    assertEquals(Long.MAX_VALUE, request.timeLeft());
    request.response().end();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_request_that_has_waited_in_the_queue_carries_what_is_left(String mode) throws Exception {
    handle("a", messages::add);
    serve(route("/*", "a").put("mode", mode).put("form", "json").put("timeout", TIMEOUT).put("concurrency", 1)
      .put("queue", 1));
    ClientSession session = connect();
    session.get("/first").send();
    Message<Object> first = next(messages);
    session.get("/second").send();
    assertEquals(503, await(session.get("/full").send()).status()); // the second one is in the queue
    pass(20);
    first.reply(new JsonObject());
    JsonObject second = (JsonObject) next(messages).body();
    assertEquals("/second", second.getString("uri"));
    assertBetween(0, TIMEOUT - 15, second.getLong("timeout"));
    assertEquals(mode.equals("stream") ? TIMEOUT : null, second.getLong("headTimeout"));
  }

  @Test
  void a_body_that_arrives_late_leaves_less_time() throws Exception {
    handle("a", messages::add);
    serve(route("/*", "a").put("timeout", TIMEOUT));
    ClientRequest request = connect().post("/").putHeader("content-length", "1");
    assertTrue(await(request.expectContinue())); // the server waits for the body
    pass(20);
    request.end(Buffer.buffer("1"));
    assertBetween(0, TIMEOUT - 15, Long.parseLong(next(messages).headers().get(":timeout")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void no_client_can_set_the_timeout_or_the_id_of_a_message(String form) throws Exception {
    hold();
    serve(route("/*", "a").put("form", form).put("timeout", TIMEOUT));
    try (FramePeer peer = FramePeer.connect(port)) {
      peer.handshake();
      int stream = 1;
      for (String name : new String[] {":timeout", ":id"}) {
        peer.send(RawFrame.headers(stream, true, HpackBlock.get("/", name, "1")));
        peer.expectRst(stream, ErrorCode.PROTOCOL_ERROR);
        peer.send(RawFrame.headers(stream + 2, true, HpackBlock.get("/", "a", "b", name, "1")));
        peer.expectRst(stream + 2, ErrorCode.PROTOCOL_ERROR);
        stream += 4;
      }
    }
    connect().get("/").putHeader("timeout", "1").putHeader("id", "1").putHeader("headTimeout", "1").send();
    RoutedRequest request = next(requests);
    assertEquals("1", request.header("timeout"));
    assertEquals("1", request.header("id"));
    assertBetween(TIMEOUT - Repeat.PATIENCE.toMillis(), TIMEOUT, request.timeLeft());
    request.response().end();
    assertTrue(requests.isEmpty());
  }
}
