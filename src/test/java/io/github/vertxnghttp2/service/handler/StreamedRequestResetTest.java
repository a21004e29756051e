package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Streams that end before their time. */
class StreamedRequestResetTest extends RequestConsumerCase {

  @ParameterizedTest
  @ValueSource(strings = {"open", "head", "data", "end"})
  void a_reset_of_the_peer_is_reported_at_every_stage(String stage) throws Exception {
    BlockingQueue<Future<Void>> writes = new LinkedBlockingQueue<>();
    listen(request -> {
      request.body().onFailure(told::add);
      request.response().exceptionHandler(told::add).closeHandler(v -> told.add("closed"));
      switch (stage) {
        case "head" -> writes.add(request.response().write(Buffer.buffer()));
        case "data" -> writes.add(request.response().write("waits for credit"));
        case "end" -> writes.add(request.response().end("waits for credit"));
        default -> { }
      }
    });
    opened(peer.open("json", 0, false));
    if (!stage.equals("open")) {
      peer.expect("HEAD");
    }
    peer.reset(11);
    assertEquals(11, ((Http2Exception) next()).code());
    assertEquals(11, ((Http2Exception) next()).code());
    assertEquals("closed", next());
    if (stage.equals("data") || stage.equals("end")) {
      assertEquals(11, ((Http2Exception) failureOf(writes.poll())).code());
    }
    await(consumer.close(60_000));
  }

  @Test
  void a_reset_of_the_handler_ends_all() throws Exception {
    BlockingQueue<Future<?>> all = new LinkedBlockingQueue<>();
    listen(request -> {
      all.add(request.body());
      all.add(request.response().write("waits for credit"));
      request.response().closeHandler(v -> all.add(request.response().end()));
      request.response().reset(11);
      request.response().reset(12);
    });
    opened(peer.open("json", 0, false));
    peer.expect("HEAD");
    peer.expectReset(11);
    for (int i = 0; i < 3; i++) {
      Future<?> each = all.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(11, ((Http2Exception) failureOf(each)).code());
    }
    await(consumer.close(60_000));
  }

  @Test
  void a_code_that_is_none_is_refused() throws Exception {
    listen(request -> {
      assertThrows(IllegalArgumentException.class, () -> request.response().reset(-1));
      assertThrows(IllegalArgumentException.class, () -> request.response().reset(1L << 32));
      assertThrows(IllegalArgumentException.class, () -> request.response().setStatus(199));
      assertThrows(IllegalArgumentException.class, () -> request.response().setStatus(1000));
      request.response().end("checked");
    });
    assertEquals("checked", await(vertx.eventBus().request(ADDRESS, json())).body().toString());
  }

  @Test
  void a_pipe_into_a_response_that_is_reset_ends() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(new StreamOptions().setInitialCredit(65_536), request -> {
      requests.add(request);
      request.response().setWriteQueueMaxSize(1);
      request.pipeTo(request.response()).onComplete(result -> told.add(result.failed()));
    });
    opened(peer.open("json", 0, false));
    peer.data("x".repeat(60_000)).data("y");
    peer.expect("HEAD");
    peer.reset(8);
    assertEquals(true, next());
    await(consumer.close(60_000));
  }

  @Test
  void the_peer_that_vanishes_ends_the_request() throws Exception {
    listen(new StreamOptions().setPingInterval(20), request -> request.body().onFailure(told::add));
    opened(peer.open("json", 0, false));
    peer.vanish();
    assertEquals(10, ((Http2Exception) next()).code());
    await(consumer.close(60_000));
  }
}
