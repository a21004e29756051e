package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Routes in {@code stream} mode, with handlers that use {@link RequestConsumer}. */
class StreamRouteIT extends ServerVerticleCase {
  private static final int SIZE = 3 << 20;

  private RequestConsumer consume(String address, Handler<RoutedRequest> handler) {
    return await(RequestConsumer.create(vertx, address, handler).listen());
  }

  private static JsonObject streamed(String path, String address, String form) {
    return route(path, address).put("mode", "stream").put("form", form);
  }

  private static Buffer random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void a_body_goes_to_the_handler_and_back_while_it_comes(String form) {
    serve(streamed("/echo", "echo", form));
    consume("echo", request -> request.pipeTo(request.response()));
    Buffer body = random(SIZE);
    assertEquals(body, await(post("/echo", body).body()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void heads_parameters_and_trailers_go_both_ways(String form) {
    serve(streamed("/orders/:id/*", "orders", form));
    consume("orders", request -> request.body().onSuccess(body -> request.response()
      .setStatus(201)
      .putHeader("x-head", request.method() + " " + request.uri() + " " + request.param("id") + " " + request.header(
        "x-a")
        + " " + request.route())
      .putTrailer("x-trailer", request.trailers().get("x-sum"))
      .end(body)));
    ClientRequest request = connect().post("/orders/7%2F8/x?y=z").putHeader("x-a", "b").putTrailer("x-sum", "12");
    request.end("abc");
    ClientResponse response = await(request.response());
    assertEquals("abc", text(response));
    assertEquals("201 POST /orders/7%2F8/x?y=z 7/8 b /orders/:id/*", response.status() + " " + response.header(
      "x-head"));
    assertEquals("12", response.trailers().get("x-trailer"));
  }

  @Test
  void a_request_without_a_body_ends_at_once_and_a_short_response_has_its_length() {
    serve(streamed("/*", "short", "buffer"));
    consume("short", request -> request.endHandler(v -> request.response().end("done")));
    ClientResponse response = get("/");
    assertResponse(200, "done", response);
    assertEquals("4", response.header("content-length"));
  }

  @Test
  void informational_responses_come_before_the_real_one() {
    serve(streamed("/*", "hints", "buffer"));
    consume("hints", request -> request.response()
      .inform(103, HttpHeaders.headers().add("link", "</a.css>"))
      .end("later"));
    List<InformationalResponse> early = new ArrayList<>();
    ClientRequest request = connect().get("/").informationalHandler(early::add);
    assertResponse(200, "later", await(request.send()));
    assertEquals(1, early.size());
    assertEquals("103 </a.css>", early.get(0).status() + " " + early.get(0).headers().get("link"));
  }

  @Test
  void a_head_that_is_written_with_nothing_behind_it_leaves_at_once() {
    serve(streamed("/*", "slow", "buffer"));
    Promise<Void> go = Promise.promise();
    consume("slow", request -> {
      request.response().write(Buffer.buffer());
      go.future().onSuccess(v -> request.response().end("body"));
    });
    ClientResponse response = get("/");
    go.complete();
    assertResponse(200, "body", response);
  }

  @Test
  void nobody_at_the_address_is_503_and_a_refusal_has_its_status() {
    serve(streamed("/nobody", "nobody", "buffer"), streamed("/refused", "refused", "buffer"));
    handle("refused", message -> message.fail(409, "not now"));
    assertResponse(503, "there is no handler for route /nobody\n", get("/nobody"));
    assertResponse(409, "not now\n", get("/refused"));
  }

  @Test
  void a_reply_that_is_a_whole_response_becomes_the_response() {
    serve(streamed("/*", "whole", "json"));
    handle("whole", message -> message.reply(new JsonObject().put("status", 202).put("text", "all of it")));
    assertResponse(202, "all of it", get("/"));
  }

  @Test
  void a_handler_that_does_not_accept_in_time_is_504() {
    serve(streamed("/*", "silent", "buffer").put("timeout", 100));
    handle("silent", message -> {
    });
    assertResponse(504, "the handler of route /* did not reply in time\n", get("/"));
  }

  @Test
  void a_reset_by_the_client_reaches_the_handler_with_its_code() {
    serve(streamed("/*", "reset", "buffer"));
    Promise<Throwable> told = Promise.promise();
    Promise<Void> arrived = Promise.promise();
    consume("reset", request -> {
      request.exceptionHandler(told::complete).handler(data -> arrived.tryComplete());
    });
    ClientRequest request = connect().post("/");
    request.write("a");
    await(arrived.future());
    request.reset(ErrorCode.ENHANCE_YOUR_CALM);
    Http2Exception failure = assertInstanceOf(Http2Exception.class, await(told.future()));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
  }

  @Test
  void a_reset_by_the_handler_reaches_the_client_with_its_code() {
    serve(streamed("/*", "reset", "buffer"));
    consume("reset", request -> {
      request.response().write("some");
      request.response().reset(ErrorCode.ENHANCE_YOUR_CALM.code());
    });
    StreamClosedException failure = assertThrows(StreamClosedException.class, () -> await(get("/").body()));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
  }

  @Test
  void a_handler_that_throws_is_500() {
    serve(streamed("/*", "throws", "buffer"));
    consume("throws", request -> {
      throw new IllegalStateException("told to");
    });
    assertEquals(500, get("/").status());
  }

  @Test
  void a_client_cannot_send_more_than_a_paused_handler_has_credit_for() {
    serve(streamed("/echo", "echo", "buffer"), streamed("/*", "paused", "buffer"));
    consume("echo", request -> request.pipeTo(request.response()));
    AtomicReference<RoutedRequest> paused = new AtomicReference<>();
    Promise<Void> arrived = Promise.promise();
    consume("paused", request -> {
      paused.set(request.pause());
      arrived.complete();
    });
    ClientSession session = connect();
    ClientRequest request = session.post("/");
    Buffer body = random(SIZE);
    Future<Void> written = request.end(body);
    await(arrived.future());
    // What may wait: the stream's window at the server, and the credit at the handler.
    // One as long, which is read, has gone there and back in the meantime.
    assertEquals(body, await(session.post("/echo").send(body).compose(ClientResponse::body)));
    assertFalse(written.isComplete());
    vertx.runOnContext(v -> paused.get().pipeTo(paused.get().response()));
    assertEquals(body, await(await(request.response()).body()));
    await(written);
  }

  @Test
  void a_body_over_the_routes_limit_is_413_whether_or_not_its_length_was_said() {
    serve(streamed("/*", "limited", "buffer").put("maxBodySize", 100_000));
    consume("limited", request -> request.handler(data -> {
    }).endHandler(v -> request.response().end()));
    assertResponse(413, "the body is longer than 100000 bytes\n", post("/", random(100_001)));
    ClientRequest unsaid = connect().post("/");
    unsaid.write(random(60_000));
    unsaid.end(random(60_000));
    assertResponse(413, "the body is longer than 100000 bytes\n", await(unsaid.response()));
    assertEquals(200, post("/", random(100_000)).status());
  }

  @Test
  void a_response_before_the_end_of_an_unread_body_arrives_whole() {
    serve(streamed("/*", "early", "buffer"));
    RequestConsumer consumer = consume("early", request -> request.response().end("enough"));
    ClientRequest request = connect().post("/");
    request.write(random(SIZE));
    assertResponse(200, "enough", await(request.response()));
    Repeat.until("the end of the stream", () -> consumer.openStreams() == 0, Thread::onSpinWait);
  }

  @Test
  void a_consumer_that_closes_finishes_its_requests_in_flight() {
    serve(streamed("/*", "closing", "buffer"));
    Promise<RoutedRequest> begun = Promise.promise();
    RequestConsumer consumer = consume("closing", begun::complete);
    ClientRequest request = connect().get("/");
    Future<ClientResponse> response = request.send();
    RoutedRequest routed = await(begun.future());
    Future<Void> closed = consumer.close();
    vertx.runOnContext(v -> routed.response().end("finished"));
    assertResponse(200, "finished", await(response));
    await(closed);
    assertResponse(503, "there is no handler for route /*\n", get("/"));
  }
}
