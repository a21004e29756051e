package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An exception of a listener ends its session and no other, because events that were not reported are lost. */
class ThrowingListenerTest extends OpenSessions {
  private static final int OUT = 32 << 10;

  static Stream<Throwable> thrown() {
    return Stream.of(new IllegalArgumentException("a handler's"), new StackOverflowError(),
      new OutOfMemoryError("none left"),
      new AssertionError("no"));
  }

  /** Of the first stream, throws when its fields have been told. */
  private static SessionListener throwing(Throwable thrown) {
    return new SessionListener() {
      @Override
      public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
        ThrowingListenerTest.<RuntimeException>sneak(thrown);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void what_a_listener_throws_comes_out_of_receive_and_the_session_is_closed(Throwable thrown) {
    long before = Nghttp2.sessionsOpen();
    for (int i = 0; i < 3; i++) {
      pair.client.session.submitRequest(GET.copy().add("x-number", "n" + i), true);
    }
    ByteBuf wire = pair.client.flush();
    try {
      assertSame(thrown, assertThrows(Throwable.class, () -> pair.server.session.receive(wire, throwing(thrown))));
    } finally {
      wire.release();
    }
    assertTrue(pair.server.session.isClosed());
    assertEquals(before - 1, Nghttp2.sessionsOpen());
    assertThrows(IllegalStateException.class, () -> pair.server.session.submitPing(1));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void what_an_output_throws_comes_out_of_flush_and_the_session_is_closed(Throwable thrown) {
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.session.pushData(id, 100, true);
    SessionOutput output = new SessionOutput() {
      @Override
      public void frames(ByteBuf out, int offset, int length) {
        ThrowingListenerTest.<RuntimeException>sneak(thrown);
      }

      @Override
      public void body(int streamId, int length) {
      }
    };
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(OUT, OUT);
    try {
      assertSame(thrown, assertThrows(Throwable.class,
        () -> pair.client.session.flush(out, OUT, pair.client.events, output)));
    } finally {
      out.release();
    }
    assertTrue(pair.client.session.isClosed());
  }

  @Test
  void what_a_frame_listener_throws_closes_the_session() {
    pair.server.session.frameListener(new FrameListener() {
      @Override
      public void received(Frame frame) {
        throw new IllegalStateException("a frame too many");
      }

      @Override
      public void sent(Frame frame) {
      }
    });
    pair.server.flush().release();
    pair.client.session.submitRequest(GET, true);
    ByteBuf wire = pair.client.flush();
    assertThrows(IllegalStateException.class, () -> pair.server.session.receive(wire, pair.server.events));
    wire.release();
    assertTrue(pair.server.session.isClosed());
  }

  @Test
  void another_session_of_the_thread_reads_on_as_if_nothing_had_been() {
    try (SessionPair other = new SessionPair()) {
      for (int round = 0; round < 3; round++) {
        HeaderList list = GET.copy().add("x-value", "of round " + round);
        int id = other.client.session.submitRequest(list, true);
        other.exchange();
        assertEquals(list, other.server.events.headers.get(id));
        what_a_listener_throws_comes_out_of_receive_and_the_session_is_closed(new IllegalStateException());
        open(new SessionOptions(), new SessionOptions());
      }
    }
  }

  @Test
  void a_session_without_a_listener_is_refused_before_it_reads() {
    pair.client.session.submitRequest(GET, true);
    ByteBuf wire = pair.client.flush();
    assertThrows(NullPointerException.class, () -> pair.server.session.receive(wire, null));
    assertFalse(pair.server.session.isClosed());
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    assertEquals(List.of("headers 1 REQUEST end"), pair.server.events.takeLines().stream()
      .filter(line -> line.startsWith("headers")).toList());
  }
}
