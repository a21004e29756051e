package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.RequestId;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests are followed from the HTTP/2 stream over the event bus to their handlers. */
class FollowedRequestIT extends ServerVerticleCase {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  /** More than a handler grants credit for. */
  private static final int BODY = 1 << 20;

  private void consume(String address, Handler<RoutedRequest> handler) {
    await(RequestConsumer.create(vertx, address, handler).listen());
  }

  private HandledRequest handled() {
    List<HandledRequest> all = LiveRecordings.of(vertx).handled().all();
    assertEquals(1, all.size());
    return all.get(0);
  }

  private RecordedConnection server() {
    return LiveRecordings.of(vertx).open().stream().map(LiveConnection::record).map(ServerVerticleCase::await)
      .filter(each -> each.side() == Side.SERVER).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"unary, buffer", "unary, json", "stream, buffer", "stream, json"})
  void the_handler_gets_the_id_of_the_stream(String mode, String form) {
    Promise<RoutedRequest> ended = Promise.promise();
    consume("orders", request -> {
      request.response().closeHandler(v -> ended.complete(request));
      request.body().onSuccess(body -> request.response().setStatus(201).end(body));
    });
    serve(route("/orders", "orders").put("mode", mode).put("form", form));
    ClientResponse response = post("/orders", Buffer.buffer("order"));
    assertResponse(201, "order", response);

    String id = await(ended.future()).requestId();
    RecordedConnection connection = server();
    assertEquals(new RequestId(connection.node(), connection.id(), response.streamId()), RequestId.parse(id));
    HandledRequest handled = handled();
    assertEquals(id + " at orders: 201", handled.id() + " at " + handled.address() + ": " + handled.status());
    assertTrue(connection.openedAt() <= handled.receivedAt() && handled.receivedAt() <= handled.responseHeadAt()
      && handled.responseHeadAt() <= handled.endAt(), handled::toString);
    assertNull(handled.failure());
  }

  private RecordedExchange exchange() {
    List<RecordedExchange> all = server().exchanges();
    assertEquals(1, all.size());
    return all.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void labels_say_where_a_request_goes(String mode) {
    consume("orders", request -> request.response().end("order"));
    serve(route("/orders/:id", "orders").put("mode", mode).put("id", "r1"));
    assertResponse(200, "order", await(connect().get("/orders/7").putHeader("traceparent", "00-" + TRACE
      + "-00f067aa0ba902b7-01").send()));

    assertEquals(Map.of("route", "r1", "handler", "orders", "kind", mode, "traceId", TRACE), exchange().labels());
  }

  /** Until a stream waits for that. It waits when it is looked at, since nothing else happens. */
  private void awaitWait(Wait reason) {
    Repeat.until("the wait for " + reason, () -> server().waits().stream().anyMatch(wait -> wait.isOpen()
      && wait.reason() == reason && wait.streamId() == 1), () -> await(vertx.timer(2)));
    Set<Wait> others = server().waits().stream().filter(RecordedWait::isOpen).map(RecordedWait::reason)
      .collect(Collectors.toSet());
    assertFalse(others.contains(Wait.APPLICATION_READS) || others.contains(Wait.APPLICATION_WRITES), others::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_handler_that_has_not_written_is_no_slow_application(String mode) {
    Promise<RoutedRequest> got = Promise.promise();
    consume("orders", got::complete);
    serve(route("/orders", "orders").put("mode", mode));
    Future<ClientResponse> response = connect().get("/orders").send();
    RoutedRequest request = await(got.future());
    awaitWait(Wait.BUS_WRITES);
    request.response().end("order");
    assertResponse(200, "order", await(response));
  }

  @Test
  void a_handler_that_does_not_read_is_no_slow_application() {
    Promise<RoutedRequest> got = Promise.promise();
    consume("orders", request -> got.complete(request.pause()));
    serve(route("/orders", "orders").put("mode", "stream"));
    ClientRequest request = connect().post("/orders");
    request.write(Buffer.buffer(new byte[BODY]));
    RoutedRequest paused = await(got.future());
    awaitWait(Wait.BUS_CREDIT);
    request.end();
    paused.body().onSuccess(body -> paused.response().end(Integer.toString(body.length())));
    assertResponse(200, Integer.toString(BODY), await(request.response()));
  }

  private String queued(int streamId) {
    return server().exchanges().stream().filter(each -> each.streamId() == streamId).findFirst().orElseThrow().labels()
      .get("queued");
  }

  @Test
  void a_label_tells_of_the_queue_of_a_route() throws InterruptedException {
    BlockingQueue<RoutedRequest> got = new LinkedBlockingQueue<>();
    consume("orders", got::add);
    serve(route("/orders", "orders").put("concurrency", 1).put("queue", 1));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/orders").send();
    Future<ClientResponse> second = session.get("/orders").send();
    assertEquals(503, await(session.get("/orders").send()).status()); // by now the second waits
    assertEquals("still", queued(3));
    got.take().response().end();
    assertEquals(200, await(first).status());
    got.take().response().end();
    assertEquals(200, await(second).status());

    assertTrue(queued(3).matches("\\d+"), () -> queued(3));
    assertNull(queued(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_failure_of_the_handler_is_recorded(String mode) {
    consume("orders", request -> request.response().reset(2));
    serve(route("/orders", "orders").put("mode", mode));
    await(connect().get("/orders").send().otherwiseEmpty());

    assertEquals("the handler reset the response with INTERNAL_ERROR", handled().failure());
  }

  @Test
  void without_a_recorder_requests_are_not_followed() {
    Promise<RoutedRequest> got = Promise.promise();
    consume("orders", request -> {
      got.complete(request);
      request.response().end();
    });
    JsonObject config = config(route("/orders", "orders"));
    config.getJsonArray("listeners").getJsonObject(0).put("http2", new JsonObject().put("recorder",
      new JsonObject().put("bytes", 0)));
    deploy(1, config);
    assertEquals(200, get("/orders").status());

    assertNull(await(got.future()).requestId());
    assertEquals(List.of(), LiveRecordings.of(vertx).handled().all());
  }
}
