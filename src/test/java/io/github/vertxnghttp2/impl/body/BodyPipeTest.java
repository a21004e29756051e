package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.impl.body.ReadBody.Place;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bytes of a received body that are handed on without a copy. */
class BodyPipeTest {
  private final Vertx vertx = Vertx.vertx();
  /** What was read from the socket: "abcdefgh". */
  private final ByteBuf input = Unpooled.directBuffer(8, 8).writeBytes("abcdefgh".getBytes(US_ASCII));

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** A message that is sent: it records what is written. */
  private final class Target implements WriteStream<Buffer>, BodyTarget {
    final List<ByteBuf> slices = new ArrayList<>();
    final List<String> buffers = new ArrayList<>();
    private final EventLoop loop;
    private Handler<Void> drainHandler;
    boolean full;
    boolean ended;
    boolean refuses;

    Target(EventLoop loop) {
      this.loop = loop;
    }

    String text() {
      StringBuilder text = new StringBuilder();
      slices.forEach(slice -> text.append(slice.toString(US_ASCII)));
      return text.toString();
    }

    void drain() {
      full = false;
      drainHandler.handle(null);
    }

    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public Future<Void> writeSlice(ByteBuf data) {
      if (refuses) {
        throw new IllegalStateException("refused");
      }
      slices.add(data);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> writeBody(ByteBuf data) {
      throw new AssertionError("only for files");
    }

    @Override
    public Future<Void> endBody(Buffer data) {
      throw new AssertionError("only for files");
    }

    @Override
    public Future<Void> write(Buffer data) {
      buffers.add(data.toString());
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      ended = true;
      return Future.succeededFuture();
    }

    @Override
    public Target exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public Target setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public Target drainHandler(Handler<Void> handler) {
      drainHandler = handler;
      return this;
    }
  }

  private Target pipe(ReadBody body) {
    Target target = new Target(body.loop());
    body.call(() -> new BodyPipe(body.reader).to(target)
      .onComplete(v -> body.tell("piped"), cause -> body.tell(cause.getMessage())));
    return target;
  }

  @Test
  void a_pipe_to_a_message_of_the_same_event_loop_shares_the_memory_of_the_input() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = pipe(body);
    body.come(input, 0, 4);
    body.come(input, 4, 4);
    assertEquals(3, input.refCnt());
    input.setByte(1, 'X');
    assertEquals("aXcdefgh", target.text());
    target.slices.forEach(ByteBuf::release);
    assertEquals(1, input.refCnt());
    body.end();
    assertTrue(target.ended);
    assertEquals("piped", body.told());
    input.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_small_part_of_the_input_is_copied(int length) {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = pipe(body);
    body.come(input.slice(2, 4), 1, length); // of 8 bytes, whatever slices there are between
    assertEquals(length == 1 ? 1 : 2, input.refCnt());
    assertEquals("defgh".substring(0, length), target.text());
    target.slices.forEach(ByteBuf::release);
    input.release(input.refCnt());
  }

  @Test
  void what_comes_while_the_target_is_full_is_copied_and_keeps_its_order() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = pipe(body);
    target.full = true;
    body.come(input, 0, 3);
    assertEquals(2, input.refCnt());
    body.come(input, 3, 2);
    assertEquals(2, input.refCnt());
    assertEquals("abc", target.text());
    body.call(target::drain);
    body.come(input, 5, 3);
    assertEquals(3, input.refCnt());
    assertEquals("abcdefgh", target.text());
    input.release(input.refCnt());
  }

  @Test
  void a_target_that_refuses_keeps_nothing() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = pipe(body);
    target.refuses = true;
    body.come(input, 0, 8);
    assertEquals(1, input.refCnt());
    input.release();
  }

  @Test
  void a_failure_of_the_body_fails_the_pipe() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = pipe(body);
    body.come(input, 0, 8);
    body.fail();
    assertTrue(body.told().contains("lost"));
    assertEquals("abcdefgh", target.text());
    input.release(input.refCnt());
  }

  @ParameterizedTest
  @EnumSource(names = {"OTHER_LOOP", "WORKER"})
  void bytes_that_change_the_thread_are_copied(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    Target target = pipe(body);
    body.come(input, 0, 8);
    assertEquals(1, input.refCnt());
    assertEquals(List.of("abcdefgh"), target.buffers);
    input.release();
  }

  @Test
  void a_target_of_another_event_loop_gets_copies() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = new Target(((VertxInternal) vertx).createEventLoopContext().nettyEventLoop());
    assertNotSame(body.loop(), target.loop);
    body.call(() -> new BodyPipe(body.reader).to(target));
    body.come(input, 0, 8);
    assertEquals(List.of("abcdefgh"), target.buffers);
    input.release();
  }

  @Test
  void a_pipe_may_begin_later_than_the_body() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = new Target(body.loop());
    List<Pipe<Buffer>> pipe = new ArrayList<>();
    body.call(() -> pipe.add(new BodyPipe(body.reader).endOnSuccess(false).endOnFailure(false)));
    body.come(input, 0, 4);
    body.call(() -> pipe.get(0).to(target));
    body.come(input, 4, 4);
    body.end();
    assertEquals("abcdefgh", target.text());
    assertFalse(target.ended);
    input.release(input.refCnt());
  }

  @Test
  void a_pipe_that_is_closed_discards_the_body() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    Target target = new Target(body.loop());
    List<Future<Void>> piped = new ArrayList<>();
    body.call(() -> {
      BodyPipe pipe = new BodyPipe(body.reader);
      pipe.close();
      piped.add(pipe.to(target));
    });
    assertTrue(piped.get(0).failed());
    assertEquals("", target.text());
    input.release();
  }

  // --- slices for the user ---

  private void slices(ReadBody body, List<ByteBuf> kept) {
    body.call(() -> {
      body.reader.slices(slice -> {
        body.tell(slice.toString(US_ASCII));
        kept.add(slice.retain());
      });
      body.endHandler(v -> body.tell("end"));
    });
  }

  @ParameterizedTest
  @EnumSource
  void a_handler_of_slices_gets_all_in_order_and_keeps_what_it_retains(Place place) {
    ReadBody body = new ReadBody(vertx, place);
    List<ByteBuf> kept = new ArrayList<>();
    slices(body, kept);
    body.come(input, 0, 2);
    body.call(() -> body.reader.pause());
    body.come(input, 2, 1);
    body.come(input, 3, 1);
    body.call(() -> body.reader.fetch(1));
    assertEquals("ab c", body.told());
    body.call(() -> body.reader.fetch(Long.MAX_VALUE));
    body.come(input, 4, 4);
    body.end();
    assertEquals("d efgh end", body.told());
    boolean own = place.name().endsWith("OWN_LOOP");
    assertEquals(own ? 3 : 1, input.refCnt(), "only bytes that came while nothing waited are slices");
    input.release();
    StringBuilder text = new StringBuilder();
    kept.forEach(slice -> text.append(slice.toString(US_ASCII)));
    assertEquals("abcdefgh", text.toString());
    kept.forEach(ByteBuf::release);
  }

  @Test
  void a_handler_of_buffers_takes_over_from_one_of_slices() {
    ReadBody body = new ReadBody(vertx, Place.OWN_LOOP);
    List<Buffer> buffers = new ArrayList<>();
    body.call(() -> body.reader.slices(slice -> body.tell(slice.toString(US_ASCII))));
    body.come(input, 0, 4);
    body.call(() -> body.reader.handler(buffers::add));
    body.come(input, 4, 4);
    input.setByte(4, 'X');
    assertEquals("abcd", body.told());
    assertEquals("efgh", buffers.get(0).toString());
    body.call(() -> body.reader.slices(null));
    body.come(input, 0, 4);
    assertEquals(1, buffers.size());
    assertEquals(1, input.refCnt());
    input.release();
  }
}
