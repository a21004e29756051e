package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests and responses whose bodies are streams. */
class StreamedRequestTest extends RequestConsumerCase {

  @ParameterizedTest
  @ValueSource(strings = {"json", "buffer"})
  void a_streamed_request_is_echoed_by_a_pipe(String form) throws Exception {
    listen(request -> request.pipeTo(request.response().putHeader("X-Y", "z")));
    opened(peer.open(form, 1 << 20, false));
    peer.data("one").data("two").send(peer.frame("END").put("trailers", new JsonObject().put("t", "1")));
    JsonObject head = peer.expect("HEAD");
    assertEquals(200, head.getInteger("status"));
    assertEquals(new JsonObject().put("x-y", "z"), head.getJsonObject("headers"));
    assertEquals("one", peer.expect("DATA").getBuffer("data").toString());
    assertEquals("two", peer.expect("DATA").getBuffer("data").toString());
    peer.expect("END");
    await(consumer.close(60_000));
  }

  @Test
  void a_pipe_stops_without_credit_and_credits_no_more_and_goes_on() throws Exception {
    listen(new StreamOptions().setInitialCredit(65_536), request -> {
      request.response().setWriteQueueMaxSize(1);
      request.pipeTo(request.response());
    });
    opened(peer.open("json", 0, false));
    peer.data("a".repeat(65_536));
    peer.expect("HEAD");
    assertEquals(65_536, peer.expect("CREDIT").getInteger("credit"));
    peer.data("b".repeat(65_536)); // the pipe is paused: one part waits for credit, this one to be read
    peer.expectNothing();
    peer.credit(65_536);
    assertEquals("a".repeat(65_536), peer.expect("DATA").getBuffer("data").toString());
    assertEquals(65_536, peer.expect("CREDIT").getInteger("credit"));
    peer.send(peer.frame("END")).credit(65_536);
    assertEquals("b".repeat(65_536), peer.expect("DATA").getBuffer("data").toString());
    peer.expect("END");
    await(consumer.close(60_000));
  }

  @Test
  void paused_data_gets_no_credit() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(new StreamOptions().setInitialCredit(1_024), request -> {
      request.pause();
      request.handler(data -> told.add(data.length()));
      requests.add(request);
    });
    opened(peer.open("buffer", 1 << 20, false));
    peer.data("x".repeat(400)).data("y".repeat(624));
    peer.expectNothing();
    RoutedRequest request = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    request.fetch(1);
    assertEquals(400, peer.expect("CREDIT").getInteger("credit"));
    assertEquals(400, next());
    peer.expectNothing();
    request.resume();
    assertEquals(624, peer.expect("CREDIT").getInteger("credit"));
    peer.reset(8);
    request.exceptionHandler(told::add);
    assertEquals(624, next());
    assertEquals(8, ((Http2Exception) next()).code());
  }

  @Test
  void the_whole_body_and_its_trailers_come() throws Exception {
    listen(request -> request.body().onSuccess(body -> {
      told.add(body + " " + request.trailers().get("t"));
      request.response().putTrailer("u", "v").end("done");
    }));
    opened(peer.open("json", 1 << 20, false));
    peer.data("all of it").send(peer.frame("END").put("trailers", new JsonObject().put("t", "1")));
    assertEquals("all of it 1", next());
    JsonObject head = peer.expect("HEAD");
    assertFalse(head.getJsonObject("headers").containsKey("content-length"));
    assertEquals("done", peer.expect("DATA").getBuffer("data").toString());
    assertEquals(new JsonObject().put("u", "v"), peer.expect("END").getJsonObject("trailers"));
  }

  @Test
  void a_body_that_is_longer_than_is_gathered_fails_and_resets_its_stream() throws Exception {
    listen(new StreamOptions().setMaxBodySize(1_000), request -> request.body().onFailure(told::add));
    opened(peer.open("json", 1 << 20, false));
    peer.data("x".repeat(1_000)).data("y");
    Http2Exception failure = (Http2Exception) next();
    assertEquals(11, failure.code());
    assertTrue(failure.getMessage().contains("maxBodySize = 1000 bytes"), failure.getMessage());
    peer.expectReset(11);
  }

  @Test
  void a_handler_may_respond_to_a_body_that_is_longer_than_body_gathers() throws Exception {
    listen(new StreamOptions().setMaxBodySize(1_000), request ->
      request.body().onFailure(cause -> request.response().setStatus(413).end("too long")));
    opened(peer.open("json", 1 << 20, false));
    peer.data("x".repeat(1_001));
    assertEquals(413, peer.expect("HEAD").getInteger("status"));
    assertEquals("too long", peer.expect("DATA").getBuffer("data").toString());
    peer.expectReset(0);
  }

  @Test
  void the_rest_of_a_body_whose_pipe_failed_is_skipped_and_credited() throws Exception {
    listen(new StreamOptions().setInitialCredit(1_024), request -> {
      WriteStream<Buffer> broken = new BrokenStream();
      request.pipeTo(broken).onFailure(cause -> {
        told.add(cause.getMessage());
        request.endHandler(v -> request.response().setStatus(500).end());
      });
    });
    opened(peer.open("json", 1 << 20, false));
    peer.data("x".repeat(1_024));
    assertEquals("broken", next());
    assertEquals(1_024, peer.expect("CREDIT").getInteger("credit"));
    peer.data("y".repeat(1_024));
    assertEquals(1_024, peer.expect("CREDIT").getInteger("credit"));
    peer.send(peer.frame("END"));
    assertEquals(500, peer.expect("HEAD").getInteger("status"));
  }

  /** A destination that takes nothing. */
  private static final class BrokenStream implements WriteStream<Buffer> {

    @Override
    public Future<Void> write(Buffer data) {
      return Future.failedFuture("broken");
    }

    @Override
    public Future<Void> end() {
      return Future.failedFuture("broken");
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public BrokenStream exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public BrokenStream setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public BrokenStream drainHandler(Handler<Void> handler) {
      return this;
    }
  }

  @Test
  void a_body_as_long_as_is_gathered_comes() throws Exception {
    listen(new StreamOptions().setMaxBodySize(1_000), request -> request.body().onSuccess(body -> told.add(
      body.length())));
    opened(peer.open("json", 1 << 20, false));
    peer.data("x".repeat(999)).data("y").send(peer.frame("END"));
    assertEquals(1_000, next());
  }

  @Test
  void a_whole_response_has_its_length_and_ends_with_its_data() throws Exception {
    listen(request -> request.response().inform(103, io.vertx.core.http.HttpHeaders.headers().add("link", "x")).end(
      "hello"));
    opened(peer.open("json", 1 << 20, true));
    assertEquals(103, peer.expect("HEAD").getInteger("status"));
    assertEquals("5", peer.expect("HEAD").getJsonObject("headers").getString("content-length"));
    assertEquals(true, peer.expect("DATA").getBoolean("end"));
  }

  @Test
  void a_response_to_head_has_no_length_unless_the_handler_sets_one() throws Exception {
    listen(request -> request.response().end());
    opened(peer.open("json", 1 << 20, true).put("method", "HEAD"));
    JsonObject head = peer.expect("HEAD");
    assertEquals(true, head.getBoolean("end"));
    assertFalse(head.getJsonObject("headers").containsKey("content-length"));
  }

  @Test
  void a_handler_that_throws_before_the_head_sends_500_without_what_it_had_set() throws Exception {
    listen(request -> {
      request.response().setStatus(201).putHeader("location", "/made").putTrailer("t", "x");
      throw new IllegalStateException("on purpose");
    });
    opened(peer.open("json", 1 << 20, true));
    JsonObject head = peer.expect("HEAD");
    assertEquals(500, head.getInteger("status"));
    assertFalse(head.getJsonObject("headers").containsKey("location"));
    assertEquals(true, head.getBoolean("end"));
    await(consumer.close(60_000));
  }

  @Test
  void a_handler_that_throws_after_the_head_resets_with_internal_error() throws Exception {
    listen(request -> {
      request.response().write("part");
      throw new IllegalStateException("on purpose");
    });
    opened(peer.open("json", 1 << 20, true));
    peer.expect("HEAD");
    peer.expect("DATA");
    peer.expectReset(2);
    await(consumer.close(60_000));
  }

  @Test
  void the_rest_of_an_unread_request_is_stopped_after_the_response() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(request -> {
      request.exceptionHandler(told::add);
      request.response().closeHandler(v -> requests.add(request)).setStatus(413).end();
    });
    opened(peer.open("json", 1 << 20, false));
    assertEquals(413, peer.expect("HEAD").getInteger("status"));
    peer.expectReset(0);
    RoutedRequest request = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTrue(failureOf(request.body()) instanceof Http2Exception);
    assertNull(told.poll(), "a handler that has responded gets no exception");
  }

  @Test
  void end_and_write_after_the_end_are_mistakes() throws Exception {
    listen(request -> {
      RoutedResponse response = request.response();
      response.end("x");
      try {
        assertThrows(IllegalStateException.class, () -> response.end());
        assertThrows(IllegalStateException.class, () -> response.write("y"));
        assertThrows(IllegalStateException.class, () -> response.setStatus(404));
        assertTrue(response.isEnded() && response.isHeadSent());
        told.add("ok");
      } catch (Throwable t) {
        told.add(t);
      }
    });
    opened(peer.open("json", 100, true));
    assertEquals("ok", next());
    await(vertx.eventBus().request(ADDRESS, json()));
    assertEquals("ok", next());
  }
}
