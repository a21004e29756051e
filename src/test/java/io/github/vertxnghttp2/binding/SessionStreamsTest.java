package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Unusual messages, and the state of streams. */
class SessionStreamsTest extends OpenSessions {
  // --- messages ---

  @Test
  void a_promised_response_arrives_on_its_own_stream() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    int promised = pair.server.session.submitPushPromise(id, POST.copy().set(":method", "GET").set(":path",
      "/style.css"));
    assertEquals(2, promised);
    pair.server.session.submitResponse(promised, 200, TEXT, false);
    pair.server.push(promised, "a { }".getBytes(), true);
    pair.server.session.submitResponse(id, 204, new HeaderList(), true);
    pair.exchange();
    assertTrue(pair.client.events.lines.contains("promise 1 2 /style.css"), pair.client.events.lines::toString);
    assertTrue(pair.client.events.lines.contains("headers 2 PUSH_RESPONSE open"), pair.client.events.lines::toString);
    assertArrayEquals("a { }".getBytes(), pair.client.events.body(promised));
    assertEquals(0, pair.server.session.state().openStreams());
    assertEquals(0, pair.client.session.state().openStreams());
  }

  @Test
  void headers_by_themselves_are_followed_by_a_body_and_trailers() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitHeaders(id, HeaderList.of(":status", "200", "x-a", "b"), false);
    pair.exchange();
    assertEquals("b", pair.client.events.headers.get(id).get("x-a"));
    pair.server.session.submitData(id, Unpooled.wrappedBuffer("one ".getBytes()), false);
    pair.exchange();
    pair.server.push(id, "two".getBytes(), false);
    pair.exchange();
    pair.server.session.submitTrailer(id, HeaderList.of("x-end", "yes"));
    pair.exchange();
    assertEquals("one two", new String(pair.client.events.body(id)));
    assertEquals(HeaderList.of("x-end", "yes"), pair.client.events.headers.get(id));
    assertEquals(0, pair.server.session.state().openStreams());
  }

  @Test
  void trailers_alone_may_follow_headers_by_themselves() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitHeaders(id, HeaderList.of(":status", "200"), false);
    pair.server.session.submitTrailer(id, HeaderList.of("x-end", "yes"));
    pair.exchange();
    assertEquals(HeaderList.of("x-end", "yes"), pair.client.events.headers.get(id));
    assertEquals(0, pair.client.session.state().openStreams());
  }

  @Test
  void headers_that_end_the_stream_need_no_body() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitHeaders(id, HeaderList.of(":status", "204"), true);
    pair.exchange();
    assertTrue(pair.client.events.lines.contains("closed 1 NO_ERROR LIBRARY"), pair.client.events.lines::toString);
  }

  /** Otherwise each byte on the wire would make a string of 4,000 bytes. */
  @Test
  void a_value_that_the_peer_repeats_by_reference_is_one_string() {
    Set<String> strings = Collections.newSetFromMap(new IdentityHashMap<>());
    int references = 0;
    // The addresses of nghttp2's buffers decide which texts compete for a place, so one session proves little.
    List<SessionPair> pairs = Stream.generate(SessionPair::new).limit(9).toList();
    for (SessionPair each : pairs) {
      String value = "v".repeat(4000);
      each.server.receive(RawFrame.headers(1, true, HpackBlock.concat(HpackBlock.get("/"),
        HpackBlock.indexing("x", value))));
      assertEquals(value, each.server.events.headers.get(1).get("x"));
      for (int id = 3; id < 100; id += 2) {
        String other = "o".repeat(900 + 50 * id); // is not in the peer's table, but takes a place among the known texts
        each.server.receive(RawFrame.headers(id, true, HpackBlock.concat(HpackBlock.get("/"), HpackBlock.of("y", other),
          HpackBlock.indexed(62), HpackBlock.indexed(62))));
        HeaderList list = each.server.events.headers.get(id);
        assertEquals(other, list.get("y"));
        List<String> repeated = list.getAll("x");
        assertEquals(List.of(value, value), repeated);
        assertSame(repeated.get(0), repeated.get(1));
        strings.addAll(repeated);
        references += 2;
      }
    }
    pairs.forEach(SessionPair::close);
    assertTrue(strings.size() < references / 4, strings.size() + " strings for " + references + " references");
  }

  @Test
  void long_values_that_come_in_turn_are_never_mixed_up() {
    byte[] block = HpackBlock.get("/");
    for (char c = 'a'; c < 'd'; c++) {
      block = HpackBlock.concat(block, HpackBlock.indexing("x-" + c, String.valueOf(c).repeat(1200)));
    }
    pair.server.receive(RawFrame.headers(1, true, block));
    for (int id = 3; id < 100; id += 2) {
      int at = id % 3; // 62 is the newest
      String literal = String.valueOf((char) ('A' + id % 26)).repeat(1100 + id);
      pair.server.receive(RawFrame.headers(id, true, HpackBlock.concat(HpackBlock.get("/"),
        HpackBlock.of("first", literal, "second",
        literal + "!"), HpackBlock.indexed(62 + at))));
      HeaderList list = pair.server.events.headers.get(id);
      String name = "x-" + (char) ('c' - at);
      assertEquals(String.valueOf((char) ('c' - at)).repeat(1200), list.get(name));
      assertEquals(literal, list.get("first"));
      assertEquals(literal + "!", list.get("second"));
    }
  }

  @Test
  void any_kind_of_buffer_can_be_sent() {
    byte[] text = "abcdef".getBytes();
    List<ByteBuf> buffers = List.of(Unpooled.wrappedBuffer(text), Unpooled.directBuffer().writeBytes(text),
      Unpooled.wrappedBuffer(text).asReadOnly(), Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(text, 0, 2),
        Unpooled.directBuffer().writeBytes(text, 2, 4)), Unpooled.wrappedBuffer("xabcdefx".getBytes()).slice(1, 6));
    for (ByteBuf buffer : buffers) {
      int id = pair.client.session.submitRequest(POST, false);
      pair.client.session.submitData(id, buffer, true);
      pair.exchange();
      assertArrayEquals(text, pair.server.events.body(id), buffer.toString());
      assertEquals(6, buffer.readableBytes());
      buffer.release();
    }
  }

  @Test
  void extended_connect_crosses_once_the_server_has_allowed_it() {
    HeaderList connect = HeaderList.of(":method", "CONNECT", ":protocol", "websocket", ":scheme", "https", ":path",
      "/chat",
      ":authority", "localhost");
    int early = pair.client.session.submitRequest(connect, false);
    pair.exchange();
    assertTrue(pair.client.events.lines.contains("closed " + early + " PROTOCOL_ERROR REMOTE"),
      pair.client.events.lines::toString);
    pair.server.session.submitSettings(SettingId.ENABLE_CONNECT_PROTOCOL.id(), 1);
    pair.exchange();
    int id = pair.client.session.submitRequest(connect, false);
    pair.exchange();
    assertEquals(connect, pair.server.events.headers.get(id));
    pair.server.session.submitResponse(id, 200, new HeaderList(), false);
    pair.server.push(id, "hello".getBytes(), false);
    pair.exchange();
    assertEquals("hello", new String(pair.client.events.body(id)));
  }

  // --- streams ---

  @Test
  void a_stream_can_be_asked_for_its_state() {
    Session client = pair.client.session;
    assertFalse(client.state().hasStream(1));
    assertNull(client.state().streamState(1));
    int id = client.submitRequest(GET, true);
    pair.exchange();
    assertTrue(client.state().hasStream(id));
    assertEquals(StreamState.HALF_CLOSED_LOCAL, client.state().streamState(id));
    assertEquals(StreamState.HALF_CLOSED_REMOTE, pair.server.session.state().streamState(id));
    assertTrue(client.state().isLocalClosed(id));
    assertFalse(client.state().isRemoteClosed(id));
    assertFalse(pair.server.session.state().isLocalClosed(id));
    assertTrue(pair.server.session.state().isRemoteClosed(id));
    assertFalse(client.state().isLocalClosed(99));
    assertFalse(client.state().isRemoteClosed(99));
  }

  @Test
  void ids_can_be_left_out_and_run_out() {
    Session client = pair.client.session;
    assertEquals(1, client.nextStreamId());
    client.submitRequest(GET, true);
    assertEquals(3, client.nextStreamId());
    client.setNextStreamId(101);
    assertEquals(101, client.submitRequest(GET, true));
    pair.exchange();
    assertTrue(pair.server.events.headers.containsKey(101));
    client.setNextStreamId(Integer.MAX_VALUE);
    assertEquals(Integer.MAX_VALUE, client.submitRequest(GET, true));
    pair.exchange();
    assertTrue(pair.server.events.headers.containsKey(Integer.MAX_VALUE));
    assertTrue(client.nextStreamId() < 0);
    assertThrows(IllegalStateException.class, () -> client.submitRequest(GET, true));
  }

  @Test
  void a_request_that_the_peer_leaves_no_room_for_can_be_given_up() {
    open(new SessionOptions(), new SessionOptions(), SettingId.MAX_CONCURRENT_STREAMS.id(), 0);
    Session client = pair.client.session;
    int first = client.submitRequest(POST, false);
    pair.client.push(first, "body".getBytes(), true);
    int second = client.submitRequest(GET, true);
    pair.exchange();
    assertEquals(List.of(), pair.client.events.takeLines());
    client.submitRstStream(first, 8);
    client.submitRstStream(first, 8);
    pair.exchange();
    assertEquals(List.of("closed 1 CANCEL LOCAL"), pair.client.events.takeLines());
    assertEquals(1, client.state().openStreams());
    pair.server.session.submitSettings(SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
    pair.exchange();
    assertEquals(Set.of(second), pair.server.events.headers.keySet());
    pair.server.session.submitResponse(second, 204, new HeaderList(), true);
    pair.exchange();
    List<String> lines = pair.client.events.takeLines();
    assertTrue(lines.contains("closed 3 NO_ERROR LIBRARY"), lines::toString);
    assertFalse(lines.stream().anyMatch(line -> line.startsWith("closed 1")), lines::toString);
    assertEquals(0, client.state().openStreams());
  }

  @Test
  void a_request_can_be_given_up_before_it_was_sent() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.client.session.submitRstStream(id, 8);
    pair.exchange();
    List<String> closed = pair.client.events.takeLines().stream().filter(line -> line.startsWith("closed")).toList();
    assertEquals(List.of("closed 1 CANCEL LOCAL"), closed);
    assertTrue(pair.server.events.headers.isEmpty());
  }

  @Test
  void a_header_block_whose_stream_is_reset_halfway_is_over_when_it_ends() {
    Session server = pair.server.session;
    int id = pair.client.session.submitRequest(POST, false);
    pair.exchange();
    pair.server.receive(RawFrame.headers(id, true, HpackBlock.of("x", "y")).without(Flag.END_HEADERS));
    assertTrue(server.isInHeaderBlock());
    server.submitRstStream(id, 8);
    pair.server.flush().release();
    pair.server.receive(RawFrame.continuation(id, true, HpackBlock.of("x", "y")), RawFrame.ping(1));
    assertFalse(server.isInHeaderBlock());
    pair.server.receive(RawFrame.headers(3, true, HpackBlock.get("/")).without(Flag.END_HEADERS));
    assertTrue(server.isInHeaderBlock());
  }

  // --- priorities ---

  @Test
  void a_server_changes_the_order_in_which_it_serves_streams() {
    open(new SessionOptions(), new SessionOptions(), SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    int first = pair.client.session.submitRequest(GET, true);
    int second = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.changePriority(first, new Priority(7, false), true);
    pair.server.session.changePriority(second, new Priority(0, false), true);
    for (int id : new int[] {first, second}) {
      pair.server.session.submitResponse(id, 200, TEXT, false);
      pair.server.push(id, new byte[20_000], true);
    }
    pair.client.events.takeLines();
    pair.exchange();
    List<String> data = pair.client.events.takeLines().stream().filter(line -> line.startsWith("data")).toList();
    assertTrue(data.get(0).startsWith("data " + second), data.toString());
    assertTrue(data.get(data.size() - 1).startsWith("data " + first), data.toString());
  }

  @Test
  void a_change_of_the_priority_of_a_stream_that_is_not_there_has_no_effect() {
    open(new SessionOptions(), new SessionOptions(), SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    pair.server.session.changePriority(99, Priority.DEFAULT, false);
    pair.exchange();
    assertEquals(List.of(), pair.server.events.takeLines());
  }

  @Test
  void a_server_knows_the_priority_of_a_stream_if_the_library_can_tell_it() {
    open(new SessionOptions(), new SessionOptions(), SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    int id = pair.client.session.submitRequest(GET.copy().add("priority", "u=1, i"), true);
    pair.exchange();
    if (Nghttp2.capabilities().contains(Nghttp2.Capability.STREAM_PRIORITY)) {
      assertEquals(new Priority(1, true), pair.server.session.state().streamPriority(id));
      assertNull(pair.server.session.state().streamPriority(99));
    } else {
      assertThrows(UnsupportedOperationException.class, () -> pair.server.session.state().streamPriority(id));
    }
  }
}
