package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionTest {
  private static final HeaderList GET = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost",
    ":path", "/hello?a=1", "accept", "*/*", "x-one", "1", "x-one", "2");
  private static final HeaderList POST = HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost",
    ":path", "/echo");
  private static final HeaderList TEXT = HeaderList.of("content-type", "text/plain");

  private SessionPair pair;

  @BeforeEach
  void open() {
    pair = new SessionPair();
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void a_request_and_a_response_with_an_inline_body_arrive_as_they_were_sent() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    assertEquals(GET, pair.server.events.headers.get(id));
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.session.submitData(id, Unpooled.wrappedBuffer("Hello".getBytes()), true);
    pair.exchange();
    assertEquals(List.of("headers 1 REQUEST end", "closed 1 NO_ERROR LIBRARY"), pair.server.events.takeLines());
    assertEquals(List.of("localEnd 1", "headers 1 RESPONSE open", "data 1 5 end", "closed 1 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
    assertEquals(HeaderList.of(":status", "200", "content-type", "text/plain"), pair.client.events.headers.get(id));
    assertArrayEquals("Hello".getBytes(), pair.client.events.body(id));
  }

  @Test
  void repeated_header_lists_are_the_same_when_their_texts_cross_as_numbers() {
    for (int i = 0; i < 50; i++) {
      HeaderList list = GET.copy().add("x-count", "n" + i % 7).add("x-secret", "s" + i % 3, true);
      int id = pair.client.session.submitRequest(list, true);
      pair.exchange();
      assertEquals(list, pair.server.events.headers.get(id));
      pair.server.session.submitResponse(id, 204, new HeaderList(), true);
      pair.exchange();
    }
    assertEquals(0, pair.server.session.state().openStreams());
  }

  @Test
  void long_bodies_cross_both_ways_when_the_reader_consumes() {
    byte[] body = new byte[300_000];
    new Random(7).nextBytes(body);
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, body, true);
    pair.exchange();
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.push(id, body, true);
    int rounds = 0;
    while (pair.server.session.state().openStreams() > 0 && rounds++ < 100) {
      pair.server.session.consume(id, pair.server.events.body(id).length > 0 ? unread(pair.server, id) : 0);
      pair.client.session.consume(id, unread(pair.client, id));
      pair.exchange();
    }
    assertArrayEquals(body, pair.server.events.body(id));
    assertArrayEquals(body, pair.client.events.body(id));
  }

  private final Map<SessionPair.Side, Integer> consumed = new HashMap<>();

  private int unread(SessionPair.Side side, int id) {
    int total = side.events.body(id).length;
    int before = consumed.merge(side, 0, Integer::sum);
    consumed.put(side, total);
    return total - before;
  }

  @Test
  void a_stream_that_is_not_read_stops_at_its_window_and_delays_no_other() {
    byte[] body = new byte[200_000];
    int slow = pair.client.session.submitRequest(POST, false);
    pair.client.push(slow, body, true);
    pair.exchange();
    assertEquals(65_535, pair.server.events.body(slow).length);
    int quick = pair.client.session.submitRequest(POST, false);
    pair.client.push(quick, new byte[30_000], true);
    pair.exchange();
    assertEquals(30_000, pair.server.events.body(quick).length);
  }

  @Test
  void the_end_of_one_stream_is_not_given_to_another_whose_data_came_last() {
    pair.client.session.submitRequest(POST, false);
    pair.client.session.submitRequest(POST, false);
    pair.exchange();
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    wire.writeBytes(RawFrame.data(1, "x", false).bytes());
    wire.writeBytes(RawFrame.data(3, "y", false).bytes());
    wire.writeBytes(RawFrame.data(1, "", true).bytes());
    pair.server.events.takeLines();
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    assertEquals(List.of("data 1 1 open", "data 3 1 open", "end 1"), pair.server.events.takeLines());
  }

  @Test
  void trailers_follow_the_body() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.push(id, "abc".getBytes(), false);
    pair.server.session.submitTrailer(id, HeaderList.of("x-trailer", "done"));
    pair.exchange();
    assertEquals(List.of("localEnd 1", "headers 1 RESPONSE open", "data 1 3 open", "headers 1 HEADERS end",
      "closed 1 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
    assertEquals(HeaderList.of("x-trailer", "done"), pair.client.events.headers.get(id));
  }

  @Test
  void informational_responses_come_before_the_final_one() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitInformational(id, 103, HeaderList.of("link", "</a.css>"));
    pair.server.session.submitResponse(id, 200, TEXT, true);
    pair.exchange();
    assertEquals(List.of("localEnd 1", "headers 1 RESPONSE open", "headers 1 HEADERS end", "closed 1 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
  }

  @Test
  void a_reset_names_its_code_and_who_made_it() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.exchange();
    pair.client.session.submitRstStream(id, 0x4242);
    pair.exchange();
    assertEquals(List.of("closed 1 0x4242 LOCAL"), pair.client.events.takeLines());
    assertEquals(List.of("headers 1 REQUEST open", "closed 1 0x4242 REMOTE"), pair.server.events.takeLines());
  }

  @Test
  void native_calls_per_read_do_not_depend_on_the_number_of_streams() {
    for (int i = 0; i < 100; i++) {
      pair.client.session.submitRequest(GET, true);
    }
    ByteBuf wire = pair.client.flush();
    long before = pair.server.session.nativeCalls();
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    for (int i = 0; i < 100; i++) {
      pair.server.session.submitResponse(2 * i + 1, 200, TEXT, false);
      pair.server.session.submitData(2 * i + 1, Unpooled.wrappedBuffer("Hello, world!".getBytes()), true);
    }
    pair.server.flush().release();
    assertEquals(2, pair.server.session.nativeCalls() - before);
    assertEquals(0, pair.server.session.state().openStreams());
  }

  @Test
  void input_may_be_cut_anywhere() {
    pair.client.session.submitRequest(GET, true);
    pair.client.session.submitRequest(POST, false);
    pair.client.push(3, "abcdef".getBytes(), true);
    ByteBuf wire = pair.client.flush();
    ByteBuf one = PooledByteBufAllocator.DEFAULT.directBuffer(1);
    while (wire.isReadable()) {
      one.clear().writeByte(wire.readByte());
      pair.server.session.receive(one, pair.server.events);
    }
    one.release();
    wire.release();
    assertEquals(GET, pair.server.events.headers.get(1));
    assertEquals(POST, pair.server.events.headers.get(3));
    assertArrayEquals("abcdef".getBytes(), pair.server.events.body(3));
  }

  @Test
  void a_list_over_the_header_limits_is_refused_and_others_go_on() {
    pair.close();
    pair = new SessionPair(new SessionOptions(),
      new SessionOptions().setMaxHeaderListSize(1000).setMaxHeaderFields(10));
    pair.server.events.takeLines();
    int big = pair.client.session.submitRequest(GET.copy().add("x-big", "b".repeat(1000)), true);
    HeaderList many = POST.copy();
    for (int i = 0; i < 7; i++) {
      many.add("x", "");
    }
    int tooMany = pair.client.session.submitRequest(many, true);
    int fine = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    List<String> lines = pair.server.events.takeLines();
    assertTrue(lines.contains("headerLimit 1 SIZE 1000 1337"), lines.toString());
    assertTrue(lines.contains("headerLimit 3 FIELDS 10 11"), lines.toString());
    assertEquals(GET, pair.server.events.headers.get(fine));
    assertTrue(pair.client.events.lines.contains("closed " + big + " ENHANCE_YOUR_CALM REMOTE"),
      pair.client.events.lines::toString);
    assertTrue(pair.client.events.lines.contains("closed " + tooMany + " ENHANCE_YOUR_CALM REMOTE"));
  }

  @Test
  void events_over_the_soft_mark_pause_reading_and_nothing_is_lost() {
    pair.close();
    pair = new SessionPair(new SessionOptions(), new SessionOptions().setEventBufferLimits(4096, 1 << 20)
      .setMaxHeaderListSize(1 << 20));
    HeaderList list = GET.copy();
    for (int i = 0; i < 300; i++) {
      list.add("x-" + i, "value " + i * 7919);
    }
    pair.client.session.submitRequest(list, true);
    pair.client.session.submitRequest(POST, false);
    pair.client.push(3, "tail".getBytes(), true);
    pair.exchange();
    assertEquals(list, pair.server.events.headers.get(1));
    assertArrayEquals("tail".getBytes(), pair.server.events.body(3));
  }

  @Test
  void a_small_out_buffer_only_takes_more_calls() {
    byte[] body = new byte[60_000];
    new Random(3).nextBytes(body);
    HeaderList list = POST.copy().add("x-long", "v".repeat(30_000));
    int id = pair.client.session.submitRequest(list, false);
    pair.client.push(id, body, true);
    ByteBuf wire = pair.client.flush(1024);
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    assertEquals(list, pair.server.events.headers.get(id));
    assertArrayEquals(body, pair.server.events.body(id));
  }

  @Test
  void a_failed_flush_reports_its_cause_and_not_only_a_failed_callback() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.exchange();
    pair.client.session.submitData(id, Unpooled.wrappedBuffer(new byte[100]), false);
    SessionException tooSmall = assertThrows(SessionException.class, () -> pair.client.flush(64));
    assertEquals(LibraryError.OUT_TOO_SMALL, tooSmall.error());
  }

  @Test
  void events_over_the_hard_limit_end_the_session_whatever_other_sessions_of_the_thread_are_allowed() {
    for (int limit : new int[] {1 << 20, 8192}) {
      pair.close();
      pair = new SessionPair(new SessionOptions(), new SessionOptions().setEventBufferLimits(4096, limit));
      for (int i = 0; i < limit / 12 + 1; i++) {
        pair.server.session.submitPushPromise(99, TEXT); // 99 is no stream, which makes an event of 12 bytes
      }
      SessionException full = assertThrows(SessionException.class, pair.server::flush);
      assertEquals(LibraryError.EVENTS_FULL, full.error());
    }
  }

  @Test
  void a_session_that_ends_while_it_gives_requests_up_leaves_no_native_bytes_behind() {
    pair.close();
    long before = Nghttp2.memoryUsed();
    for (int more = 0; more < 2; more++) { // the event for which there is no room is of either kind
      pair = new SessionPair(new SessionOptions().setEventBufferLimits(4096, 8192), new SessionOptions());
      pair.server.session.submitGoaway(0, 0, new byte[0]);
      SessionPair.deliver(pair.server, pair.client);
      if (more > 0) {
        pair.client.session.submitShutdownNotice();
      }
      for (int i = 0; i < 500; i++) {
        pair.client.session.submitRequest(GET, true);
      }
      assertThrows(SessionException.class, pair.client::flush);
      pair.close();
    }
    assertEquals(before, Nghttp2.memoryUsed());
  }

  @Test
  void a_peer_without_the_preface_ends_the_session_with_a_clear_error() {
    try (Session server = new Session(SessionType.SERVER, new SessionOptions())) {
      ByteBuf http1 = PooledByteBufAllocator.DEFAULT.directBuffer()
        .writeBytes("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes());
      SessionException e = assertThrows(SessionException.class, () -> server.receive(http1, pair.server.events));
      assertTrue(e.isBadPreface(), e.getMessage());
      http1.release();
    }
  }

  @Test
  void a_closed_session_used_again_is_an_exception() {
    Session session = new Session(SessionType.CLIENT, new SessionOptions());
    session.close();
    session.close();
    assertThrows(IllegalStateException.class, () -> session.submitRequest(GET, true));
    assertThrows(IllegalStateException.class, session.state()::openStreams);
    assertThrows(IllegalStateException.class, () -> session.receive(Unpooled.EMPTY_BUFFER, new SessionListener() { }));
  }

  @Test
  void a_field_that_could_smuggle_another_is_refused_before_it_is_queued() {
    for (String value : List.of("a\r\nb: c", "a\nb", "a\0", " a", "a\t", "\u20ac")) {
      assertThrows(IllegalArgumentException.class,
        () -> pair.client.session.submitRequest(POST.copy().add("x", value), true), value);
    }
    for (String name : List.of("", "a b", "a:b", "\u00e4", "a\r")) {
      assertThrows(IllegalArgumentException.class,
        () -> pair.client.session.submitRequest(POST.copy().add(name, "v"), true), name);
    }
    assertFalse(pair.client.session.hasCommands());
  }

  @Test
  void a_handle_of_a_closed_session_does_not_reach_the_one_that_took_its_slot() {
    long first = Natives.sessionNew(true, new int[0]);
    assertTrue(Natives.sessionDel(first));
    long second = Natives.sessionNew(true, new int[0]);
    assertFalse(Natives.sessionDel(first));
    assertEquals(Wire.Error.CLOSED, Natives.sessionGet(first, Wire.Query.OPEN_STREAMS, 0));
    assertEquals(0, Natives.sessionGet(second, Wire.Query.OPEN_STREAMS, 0));
    assertEquals(Wire.Error.CLOSED, Natives.sessionGet(0, Wire.Query.OPEN_STREAMS, 0));
    assertEquals(Wire.Error.CLOSED, Natives.sessionGet(-1, Wire.Query.OPEN_STREAMS, 0));
    assertTrue(Natives.sessionDel(second));
  }

  @Test
  void closing_returns_every_native_byte_whatever_state_the_streams_are_in() {
    pair.close();
    long before = Nghttp2.memoryUsed();
    for (int i = 0; i < 200; i++) {
      try (SessionPair other = new SessionPair()) {
        other.client.session.submitRequest(GET, true);
        int open = other.client.session.submitRequest(POST, false);
        other.client.push(open, new byte[100_000], false);
        other.client.session.submitTrailer(open, HeaderList.of("x", "y"));
        other.exchange();
        other.server.session.submitResponse(1, 200, TEXT, false);
        other.server.session.submitData(1, Unpooled.wrappedBuffer(new byte[100]), false);
        other.client.session.submitRequest(GET, true);
      }
    }
    assertEquals(before, Nghttp2.memoryUsed());
  }
}
