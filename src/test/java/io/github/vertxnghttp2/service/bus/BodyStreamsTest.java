package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** BusReader and BusWriter by themselves. */
class BodyStreamsTest {
  private static final MultiMap NONE = HttpHeaders.headers();
  private final List<String> told = new ArrayList<>();
  private Vertx vertx;
  private ContextInternal context;
  private BusReader reader;
  private int consumed;
  private int dropped;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    context = (ContextInternal) vertx.getOrCreateContext();
    reader = new BusReader(context, 0);
    reader.source(new BusReader.Source() {
      @Override
      public void consumed(int bytes) {
        consumed += bytes;
      }

      @Override
      public void dropped(int bytes) {
        dropped += bytes;
      }

      @Override
      public void releaseWithout(Object reader) {
      }
    });
  }

  @AfterEach
  void stop() throws Exception {
    ScriptedPeer.await(vertx.close());
  }

  private void on(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(v -> {
      try {
        task.run();
        done.complete(null);
      } catch (Throwable t) {
        done.completeExceptionally(t);
      }
    });
    done.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void listen() {
    reader.handler(data -> told.add(data.toString()));
    reader.endHandler(v -> told.add("end"));
    reader.exceptionHandler(t -> told.add(t.getMessage()));
  }

  private void data(String... parts) {
    for (String part : parts) {
      reader.onData(Buffer.buffer(part));
    }
  }

  // --- reading ---

  @Test
  void data_that_came_before_the_handlers_is_delivered_in_whichever_order_they_are_set() throws Exception {
    on(() -> {
      data("a", "b");
      reader.onEnd(NONE);
      assertEquals(0, consumed);
      reader.handler(data -> told.add(data.toString()));
      reader.endHandler(v -> told.add("end"));
    });
    assertEquals(List.of("a", "b", "end"), told);
    assertEquals(2, consumed);
  }

  @Test
  void the_end_waits_while_paused() throws Exception {
    on(() -> {
      reader.pause();
      listen();
      data("a", "b");
      reader.onEnd(NONE);
      reader.fetch(1);
      assertEquals(List.of(), told, "not while it is asked for");
    });
    on(() -> {
      assertEquals(List.of("a"), told);
      assertEquals(1, consumed);
      reader.fetch(1);
    });
    on(() -> {
      assertEquals(List.of("a", "b"), told);
      reader.resume();
    });
    on(() -> assertEquals(List.of("a", "b", "end"), told));
  }

  @Test
  void a_handler_may_pause_in_the_middle() throws Exception {
    on(() -> {
      reader.handler(data -> {
        told.add(data.toString());
        reader.pause();
      });
      data("a", "b");
      assertEquals(List.of("a"), told);
      reader.fetch(1);
    });
    on(() -> {
      assertEquals(List.of("a", "b"), told);
      assertEquals(2, consumed);
    });
  }

  @Test
  void a_handler_that_throws_does_not_stop_the_body() throws Exception {
    AtomicInteger reported = new AtomicInteger();
    on(() -> {
      context.exceptionHandler(t -> reported.incrementAndGet());
      reader.handler(data -> {
        told.add(data.toString());
        throw new IllegalStateException("on purpose");
      });
      data("a", "b");
    });
    assertEquals(List.of("a", "b"), told);
    assertEquals(2, reported.get());
    assertEquals(2, consumed);
  }

  @Test
  void body_gathers_data_from_before_and_after_the_call() throws Exception {
    List<Future<Buffer>> bodies = new ArrayList<>();
    on(() -> {
      data("a");
      assertFalse(reader.isRead());
      bodies.add(reader.body());
      assertTrue(reader.isRead());
      data("b");
      reader.onEnd(NONE);
    });
    on(() -> bodies.add(reader.body()));
    assertEquals("ab", ScriptedPeer.await(bodies.get(0)).toString());
    assertEquals("ab", ScriptedPeer.await(bodies.get(1)).toString());
    assertEquals(2, consumed);
  }

  @Test
  void body_and_an_end_handler_both_learn_of_the_end() throws Exception {
    List<Future<Buffer>> bodies = new ArrayList<>();
    on(() -> {
      bodies.add(reader.body());
      reader.endHandler(v -> told.add("end"));
      data("a");
      reader.onEnd(NONE);
    });
    assertEquals("a", ScriptedPeer.await(bodies.get(0)).toString());
    assertEquals(List.of("end"), told);
  }

  @Test
  void body_after_an_end_handler_saw_an_empty_one_is_empty() throws Exception {
    List<Future<Buffer>> bodies = new ArrayList<>();
    on(() -> {
      reader.onEnd(NONE);
      reader.endHandler(v -> told.add("end"));
      assertEquals(List.of("end"), told);
      bodies.add(reader.body());
    });
    assertEquals(0, ScriptedPeer.await(bodies.get(0)).length());
  }

  @Test
  void body_fails_if_a_handler_reads() throws Exception {
    List<Future<Buffer>> bodies = new ArrayList<>();
    on(() -> {
      listen();
      bodies.add(reader.body());
    });
    assertThrows(ExecutionException.class, () -> ScriptedPeer.await(bodies.get(0)));
  }

  @Test
  void a_failure_drops_waiting_data_and_is_reported_once_and_to_a_late_handler() throws Exception {
    Throwable cause = new IllegalStateException("reset");
    on(() -> {
      reader.pause();
      listen();
      data("a");
      reader.onFailure(cause);
      reader.onFailure(new IllegalStateException("again"));
      reader.resume();
      assertEquals(List.of("reset"), told);
      reader.exceptionHandler(t -> told.add("late"));
    });
    assertEquals(List.of("reset", "late"), told);
    assertSame(cause, assertThrows(ExecutionException.class, () -> ScriptedPeer.await(reader.body())).getCause());
    assertEquals(0, consumed);
  }

  @Test
  void body_that_another_thread_asks_for_while_it_fails_fails_once() throws Exception {
    AtomicInteger reported = new AtomicInteger();
    List<Future<Buffer>> bodies = new ArrayList<>();
    on(() -> {
      context.exceptionHandler(t -> reported.incrementAndGet());
      Thread other = new Thread(() -> bodies.add(reader.body()));
      other.start();
      assertTrue(ends(other));
      reader.onFailure(new IllegalStateException("reset")); // before the context could begin to collect
    });
    assertThrows(ExecutionException.class, () -> ScriptedPeer.await(bodies.get(0)));
    on(() -> { });
    assertEquals(0, reported.get());
  }

  private static boolean ends(Thread thread) {
    try {
      thread.join(Repeat.PATIENCE.toMillis());
      return !thread.isAlive();
    } catch (InterruptedException e) {
      return false;
    }
  }

  // --- writing ---

  private BusWriter writer;
  private ScriptedPeer peer;
  private BusSide side;
  private Recorder recorder;

  private void accepted(long credit) throws Exception {
    peer = new ScriptedPeer(vertx);
    side = new BusSide(vertx, context, BusSide.SETTINGS);
    peer.opens(side.serve(), peer.open("json", credit, true));
    recorder = side.nextAccepted();
    writer = new BusWriter(context);
    recorder.onCredit = writer::pump;
    on(() -> {
      writer.stream(recorder.stream);
      recorder.stream.sendHead(200, NONE, false);
    });
    peer.expect("HEAD");
  }

  @Test
  void a_write_is_done_when_its_last_byte_left() throws Exception {
    accepted(3);
    on(() -> {
      writer.write(Buffer.buffer("ab")).onSuccess(v -> told.add("ab"));
      writer.write(Buffer.buffer("cdef")).onSuccess(v -> told.add("cdef"));
      writer.write(Buffer.buffer()).onSuccess(v -> told.add("nothing"));
      writer.end(NONE).onSuccess(v -> told.add("end"));
    });
    assertEquals("ab", peer.expect("DATA").getBuffer("data").toString());
    assertEquals("c", peer.expect("DATA").getBuffer("data").toString());
    peer.expectNothing();
    peer.credit(10);
    assertEquals(true, peer.expect("DATA").getBoolean("end"));
    side.assertAtRest();
    on(() -> { });
    on(() -> assertTrue(told.containsAll(List.of("ab", "cdef", "end"))));
    assertTrue(told.indexOf("ab") < told.indexOf("cdef") && told.indexOf("cdef") < told.indexOf("end"), told::toString);
  }

  @Test
  void full_is_followed_by_a_drain_and_a_reset_by_none() throws Exception {
    accepted(0);
    on(() -> {
      writer.maxSize(10);
      writer.write(Buffer.buffer("0123456789"));
      assertFalse(writer.isFull());
      writer.write(Buffer.buffer("x"));
      assertTrue(writer.isFull());
      writer.drainHandler(v -> told.add("drain"));
    });
    peer.credit(5);
    peer.expect("DATA");
    on(() -> assertEquals(List.of(), told));
    peer.credit(1);
    peer.expect("DATA");
    on(() -> assertEquals(List.of("drain"), told));
    on(() -> {
      writer.write(Buffer.buffer("0123456789"));
      assertTrue(writer.isFull());
      writer.onFailure(new IllegalStateException("reset"));
      assertTrue(writer.isFull());
      writer.drainHandler(v -> told.add("drain"));
    });
    assertEquals(List.of("drain"), told);
  }

  @Test
  void a_thread_that_saw_the_queue_full_before_the_context_took_the_bytes_gets_a_drain() throws Exception {
    accepted(1 << 20);
    Semaphore drained = new Semaphore(0);
    on(() -> writer.drainHandler(v -> drained.release()));
    drained.drainPermits(); // there was room at once
    on(() -> {
      CompletableFuture<Boolean> full = CompletableFuture.supplyAsync(() -> {
        writer.write(Buffer.buffer(new byte[128 << 10]));
        return writer.isFull();
      });
      assertTrue(full.orTimeout(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    });
    assertTrue(drained.tryAcquire(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS), "the writer waits for ever");
  }

  @Test
  void a_maximum_that_is_lowered_after_the_write_is_followed_by_a_drain() throws Exception {
    accepted(0);
    on(() -> {
      writer.drainHandler(v -> told.add("drain"));
      told.clear(); // there was room at once
      writer.write(Buffer.buffer("0123456789"));
      assertFalse(writer.isFull());
      writer.maxSize(5);
      assertTrue(writer.isFull());
    });
    peer.credit(10);
    peer.expect("DATA");
    on(() -> assertEquals(List.of("drain"), told));
  }

  @Test
  void a_failure_fails_all_writes_and_the_end_and_later_ones() throws Exception {
    accepted(3);
    Throwable cause = new IllegalStateException("reset");
    List<Future<Void>> all = new ArrayList<>();
    on(() -> {
      all.add(writer.write(Buffer.buffer("abcdef")));
      all.add(writer.write(Buffer.buffer("g")));
      all.add(writer.end(NONE));
      writer.onFailure(cause);
      all.add(writer.write(Buffer.buffer("h")));
      all.add(writer.end(NONE));
    });
    for (Future<Void> each : all) {
      assertSame(cause, assertThrows(ExecutionException.class, () -> ScriptedPeer.await(each)).getCause());
    }
  }

  @Test
  void a_long_chain_of_small_writes_needs_no_stack() throws Exception {
    accepted(1 << 30);
    CompletableFuture<Void> done = new CompletableFuture<>();
    on(() -> chain(20_000, done));
    done.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    on(() -> recorder.stream.reset(8, "enough"));
  }

  private void chain(int left, CompletableFuture<Void> done) {
    if (left == 0) {
      done.complete(null);
    } else {
      try {
        writer.write(Buffer.buffer("x")).onSuccess(v -> chain(left - 1, done));
      } catch (StackOverflowError e) {
        done.completeExceptionally(e);
      }
    }
  }

  @Test
  void writes_from_another_thread_keep_their_order() throws Exception {
    accepted(0);
    peer.credit(1 << 20);
    StringBuilder expected = new StringBuilder();
    Thread thread = new Thread(() -> {
      for (int i = 0; i < 500; i++) {
        writer.write(Buffer.buffer(i + ","));
      }
      writer.end(NONE);
    });
    for (int i = 0; i < 500; i++) {
      expected.append(i).append(',');
    }
    thread.start();
    StringBuilder got = new StringBuilder();
    while (got.length() < expected.length()) {
      got.append(peer.expect("DATA").getBuffer("data").toString());
    }
    assertEquals(expected.toString(), got.toString());
    recorder.awaitClosed();
  }
}
