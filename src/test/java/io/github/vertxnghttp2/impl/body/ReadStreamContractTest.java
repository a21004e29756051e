package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.impl.body.ReadBody.Place;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contract of a ReadStream of Vert.x, on each kind of context, called on the context and from another thread. */
class ReadStreamContractTest {
  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Takes what it is given, into the record of a body. */
  private record Sink(ReadBody body) implements WriteStream<Buffer> {

    @Override
    public Future<Void> write(Buffer data) {
      body.tell(data.toString());
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      body.told.add("end");
      return Future.succeededFuture();
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_end_handler_alone_does_not_start_the_flow(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> body.endHandler(v -> body.tell("end")));
    body.come("a");
    body.end();
    assertEquals("", body.told());
    body.call(() -> body.handler(chunk -> body.tell(chunk.toString())));
    assertEquals("a end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_body_without_a_handler_is_skipped_when_it_is_resumed(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> body.endHandler(v -> body.tell("end")));
    body.come("a");
    body.call(body::resume);
    body.come("b");
    body.end();
    assertEquals("end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void an_end_handler_alone_is_called_at_the_end_of_an_empty_body(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> body.endHandler(v -> body.tell("end")));
    assertEquals("", body.told());
    body.end();
    assertEquals("end", body.told());
    ReadBody later = new ReadBody(vertx, place);
    later.end();
    later.call(() -> later.endHandler(v -> later.tell("end")));
    assertEquals("end", later.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_pipe_loses_nothing_of_what_comes_while_it_is_set_up(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    Sink sink = new Sink(body);
    body.call(() -> { // as a Pipe does, which sets its handlers one after the other
      body.endHandler(v -> sink.end());
      body.exceptionHandler(cause -> body.tell("failed"));
    });
    body.come("a");
    body.call(() -> body.handler(sink::write));
    body.come("b");
    body.call(body::resume);
    body.come("c");
    body.end();
    assertEquals("a b c end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_pipe_carries_the_chunks_that_came_before_it(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.come("a", "b");
    body.end();
    body.call(() -> body.pipeTo(new Sink(body)).onComplete(piped -> body.told.add("piped")));
    assertEquals("a b end piped", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_pipe_after_the_end_of_an_empty_body_completes(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(body::listen);
    body.end();
    assertEquals("end", body.told());
    body.call(() -> body.pipeTo(new Sink(body)).onComplete(piped -> body.told.add("piped")));
    assertEquals("end piped", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_pipe_of_a_body_that_another_has_read_is_refused(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(body::listen);
    body.come("a");
    body.end();
    assertThrows(IllegalStateException.class, () -> body.call(() -> body.pipeTo(new Sink(body))));
    ReadBody gathered = new ReadBody(vertx, place);
    gathered.call(gathered.reader::body);
    assertThrows(IllegalStateException.class, () -> gathered.call(() -> gathered.pipeTo(new Sink(gathered))));
  }

  @ParameterizedTest
  @EnumSource
  void an_end_handler_that_is_set_after_the_end_is_called_once(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(body::listen);
    body.come("a");
    body.end();
    assertEquals("a end", body.told());
    body.call(() -> body.endHandler(v -> body.tell("again")));
    assertEquals("again", body.told());
    body.call(body::resume);
    assertEquals("", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_pause_holds_the_chunks_and_the_end(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> {
      body.listen();
      body.pause();
    });
    body.come("a", "b", "c");
    body.end();
    assertEquals("", body.told());
    body.call(() -> body.fetch(1));
    assertEquals("a", body.told());
    body.call(() -> body.fetch(0));
    assertEquals("", body.told());
    body.call(() -> body.fetch(1).fetch(1));
    assertEquals("b c", body.told());
    body.call(() -> body.fetch(1));
    assertEquals("end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void demand_without_chunks_is_kept(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> body.pause().fetch(2));
    body.call(body::listen);
    body.come("a", "b", "c");
    assertEquals("a b", body.told());
    body.call(() -> body.fetch(Long.MAX_VALUE).fetch(Long.MAX_VALUE));
    body.come("d");
    assertEquals("c d", body.told());
    assertThrows(IllegalArgumentException.class, () -> body.call(() -> body.fetch(-1)));
  }

  @ParameterizedTest
  @EnumSource
  void a_handler_may_pause_before_each_chunk(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> {
      body.listen();
      body.handler(chunk -> {
        body.tell(chunk.toString());
        body.pause();
      });
    });
    body.come("a", "b");
    body.end();
    assertEquals("a", body.told());
    body.call(body::resume);
    assertEquals("b", body.told());
    body.call(body::resume);
    assertEquals("end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_handler_that_is_replaced_gets_no_more(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(body::listen);
    body.come("a");
    body.call(() -> body.handler(chunk -> body.tell("new " + chunk)));
    body.come("b");
    body.call(() -> body.handler(null));
    body.come("c");
    body.end();
    assertEquals("a new b end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_failure_is_reported_once_and_without_an_end(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(body::listen);
    body.come("a");
    body.fail();
    body.fail();
    assertEquals("a failed", body.told());
    body.call(() -> body.exceptionHandler(cause -> body.tell("failed later")));
    assertEquals("failed later", body.told());
    body.call(() -> body.endHandler(v -> body.tell("end")).resume());
    assertEquals("", body.told());
    body.call(() -> body.reader.readToEnd().onComplete(ended -> body.told.add("ended " + ended.succeeded())));
    assertEquals("ended false", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void the_last_read_completes_before_the_end_is_reported(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> {
      body.reader.readToEnd().onComplete(v -> body.tell("ended"));
      body.endHandler(v -> body.tell("end"));
      body.reader.read(10).onComplete(part -> body.tell(part.result().toString()));
    });
    body.come("a");
    body.call(() -> body.reader.read(PulledBody.ALL).onComplete(part -> body.tell(part.result().toString())));
    body.come("b", "c");
    body.end();
    assertEquals("a bc end ended", body.told());
    body.call(() -> body.endHandler(v -> body.tell("end")));
    assertEquals("end", body.told());
  }

  @ParameterizedTest
  @EnumSource
  void a_paused_body_may_be_pulled_unless_a_chunk_was_delivered(Place place) {
    ReadBody paused = new ReadBody(vertx, place);
    paused.call(paused::pause);
    paused.come("a");
    paused.call(() -> paused.reader.body().onComplete(all -> paused.tell(all.result().toString())));
    paused.end();
    assertEquals("a", paused.told());
    ReadBody skipped = new ReadBody(vertx, place);
    skipped.call(skipped::resume);
    skipped.come("a");
    skipped.call(() -> refuse(skipped, skipped.reader::body));
    assertEquals("refused", skipped.told());
  }

  /** On the context the call throws, from elsewhere its future fails. */
  private static void refuse(ReadBody body, Supplier<Future<Buffer>> call) {
    try {
      call.get().onComplete((AsyncResult<Buffer> result) -> body.tell(result.failed() ? "refused" : "read"));
    } catch (IllegalStateException e) {
      body.tell("refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_way_of_reading_is_chosen_when_the_call_returns(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    body.call(() -> {
      assertFalse(body.reader.isRead());
      body.endHandler(v -> body.tell("end"));
      assertFalse(body.reader.isRead());
      body.reader.body();
      assertTrue(body.reader.isRead());
      assertThrows(IllegalStateException.class, () -> body.handler(chunk -> { }));
    });
  }

  @ParameterizedTest
  @EnumSource
  void a_trailer_map_from_before_the_end_is_filled_at_the_end(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    MultiMap early = body.reader.inbound().trailers();
    assertTrue(early.isEmpty());
    body.end("x-sum", "6");
    assertEquals("6", early.get("x-sum"));
    assertSame(early, body.reader.inbound().trailers());
    assertFalse(early.isMutable());
  }
}
