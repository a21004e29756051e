package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Server push between two sessions, RFC 9113 section 8.4. */
class SessionPushTest {
  private static final HeaderList GET = get("/page");
  private static final HeaderList STYLE = get("/style.css");
  private static final HeaderList NONE = new HeaderList();
  private static final int MAX_CONCURRENT_STREAMS = 3;

  private SessionPair pair;
  private Session client;
  private Session server;

  @BeforeEach
  void open() {
    pair = new SessionPair();
    client = pair.client.session;
    server = pair.server.session;
    client.submitRequest(GET, true);
    forget();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private static HeaderList get(String path) {
    return HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path);
  }

  private void forget() {
    pair.exchange();
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }

  private static void receive(SessionPair.Side side, RawFrame... frames) {
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (RawFrame frame : frames) {
      wire.writeBytes(frame.bytes());
    }
    side.session.receive(wire, side.events);
    wire.release();
  }

  @Test
  void a_promise_is_an_event_of_its_own_and_its_response_is_like_any_other() {
    int pushed = server.submitPushPromise(1, STYLE);
    server.submitResponse(pushed, 200, NONE, false);
    pair.server.push(pushed, "style".getBytes(), false);
    server.submitTrailer(pushed, HeaderList.of("x-last", "1"));
    server.submitResponse(1, 204, NONE, true);
    pair.exchange();
    assertEquals(2, pushed);
    assertEquals(List.of("promise 1 2 /style.css", "headers 1 RESPONSE end", "closed 1 NO_ERROR LIBRARY",
      "headers 2 PUSH_RESPONSE open",
      "data 2 5 open", "headers 2 HEADERS end", "closed 2 NO_ERROR LIBRARY"), pair.client.events.takeLines());
    assertEquals(List.of("closed 1 NO_ERROR LIBRARY", "closed 2 NO_ERROR LIBRARY"), pair.server.events.takeLines());
    assertEquals("style", new String(pair.client.events.body(2)));
    assertEquals(HeaderList.of(":status", "204"), pair.client.events.headers.get(1));
    assertEquals(0, server.state().openStreams() + client.state().openStreams());
  }

  @Test
  void D9_headers_of_a_promise_are_not_those_of_the_response() {
    server.submitPushPromise(1, STYLE.copy().add("x-promised", "1"));
    server.submitResponse(1, 200, HeaderList.of("x-own", "1"), true);
    pair.exchange();
    assertEquals(HeaderList.of(":status", "200", "x-own", "1"), pair.client.events.headers.get(1));
    assertEquals(STYLE.copy().add("x-promised", "1"), pair.client.events.headers.get(2));
  }

  @Test
  void a_promise_on_a_stream_that_is_closed_fails_alone_and_the_ids_go_on() {
    receive(pair.server, RawFrame.rst(1, ErrorCode.CANCEL));
    int lost = server.submitPushPromise(1, STYLE);
    server.submitResponse(lost, 200, NONE, true);
    client.submitRequest(GET, true);
    pair.exchange();
    int pushed = server.submitPushPromise(3, STYLE);
    server.submitResponse(pushed, 200, NONE, true);
    pair.exchange();
    assertEquals(List.of("closed 1 CANCEL REMOTE", "headers 3 REQUEST end", "submitFailed 2 -510",
      "closed 4 NO_ERROR LIBRARY"), pair.server.events.takeLines());
    assertEquals(4, pushed);
    assertTrue(pair.client.events.takeLines().containsAll(List.of("promise 3 4 /style.css",
      "closed 4 NO_ERROR LIBRARY")));
  }

  @Test
  void a_promise_to_a_client_that_has_disabled_push_fails_alone() {
    client.submitSettings(2, 0);
    forget();
    int pushed = server.submitPushPromise(1, STYLE);
    server.submitResponse(pushed, 200, NONE, false);
    server.submitResponse(1, 200, NONE, true);
    pair.exchange();
    assertTrue(pair.server.events.takeLines().containsAll(List.of("notSent 1 5 -528", "closed 2 INTERNAL_ERROR LIBRARY",
      "closed 1 NO_ERROR LIBRARY")));
    assertEquals(List.of("headers 1 RESPONSE end", "closed 1 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
    assertEquals(0, server.state().openStreams());
  }

  @Test
  void early_hints_on_a_push_need_no_second_stream() {
    client.submitSettings(MAX_CONCURRENT_STREAMS, 1);
    forget();
    int first = server.submitPushPromise(1, STYLE);
    int second = server.submitPushPromise(1, get("/script.js"));
    for (int pushed : new int[] {first, second}) {
      server.submitInformational(pushed, 103, HeaderList.of("link", "</a>"));
      server.submitInformational(pushed, 102, NONE);
      server.submitResponse(pushed, 200, HeaderList.of("x-number", "n" + pushed), false);
      pair.server.push(pushed, new byte[] {(byte) pushed}, true);
    }
    pair.exchange();
    assertEquals(List.of("promise 1 2 /style.css", "promise 1 4 /script.js",
      "headers 2 PUSH_RESPONSE open", "headers 2 HEADERS open", "headers 2 HEADERS open", "data 2 1 end",
      "closed 2 NO_ERROR LIBRARY",
      "headers 4 PUSH_RESPONSE open", "headers 4 HEADERS open", "headers 4 HEADERS open", "data 4 1 end",
      "closed 4 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
    assertEquals(HeaderList.of(":status", "200", "x-number", "n4"), pair.client.events.headers.get(4));
    assertArrayEquals(new byte[] {2}, pair.client.events.body(2));
  }

  @Test
  void what_waits_for_a_promised_stream_is_freed_with_the_session() {
    long before = Nghttp2.memoryUsed();
    SessionPair other = new SessionPair();
    other.client.session.submitSettings(MAX_CONCURRENT_STREAMS, 0);
    other.client.session.submitRequest(GET, true);
    other.exchange();
    int pushed = other.server.session.submitPushPromise(1, STYLE);
    for (int i = 0; i < 50; i++) {
      other.server.session.submitInformational(pushed, 103, HeaderList.of("link", "</a" + i + ">"));
    }
    other.exchange();
    assertEquals(1, other.server.session.state().outboundQueueSize());
    other.close();
    assertEquals(before, Nghttp2.memoryUsed());
  }

  @Test
  void a_push_refused_by_the_client_ends_with_its_code() {
    int pushed = server.submitPushPromise(1, STYLE);
    pair.exchange();
    client.submitRstStream(pushed, ErrorCode.REFUSED_STREAM.code());
    server.submitResponse(pushed, 200, NONE, true);
    SessionPair.deliver(pair.client, pair.server);
    pair.exchange();
    assertTrue(pair.server.events.takeLines().contains("closed 2 REFUSED_STREAM REMOTE"));
    assertTrue(pair.client.events.takeLines().contains("closed 2 REFUSED_STREAM LOCAL"));
  }

  @Test
  void a_client_cannot_promise() {
    assertThrows(IllegalStateException.class, () -> client.submitPushPromise(1, STYLE));
  }

  @Test
  void a_block_of_a_stream_that_was_reset_meanwhile_does_not_swallow_what_follows() {
    client.submitRequest(GET, true);
    forget();
    byte[] block = HpackBlock.status(200, "x-one", "1", "x-two", "2");
    receive(pair.client, RawFrame.headers(1, false, Arrays.copyOf(block, 20)).without(Flag.END_HEADERS));
    client.submitRequest(GET.copy().add("x-long", "v".repeat(30_000)), true);
    flushOnce();
    client.submitRstStream(1, ErrorCode.CANCEL.code());
    flushOnce(); // the reset waits behind the rest of the request
    receive(pair.client, RawFrame.continuation(1, true, Arrays.copyOfRange(block, 20, block.length)),
      RawFrame.headers(3, false, block), RawFrame.data(3, "abc", true));
    assertEquals(List.of("headers 3 RESPONSE open", "data 3 3 end", "closed 3 NO_ERROR LIBRARY"),
      pair.client.events.takeLines());
    assertEquals(HeaderList.of(":status", "200", "x-one", "1", "x-two", "2"), pair.client.events.headers.get(3));
  }

  private void flushOnce() {
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1024, 1024);
    assertTrue(client.flush(out, 0, pair.client.events, new SessionOutput() {
      @Override
      public void frames(ByteBuf from, int offset, int length) {
      }

      @Override
      public void body(int streamId, int length) {
      }
    }));
    out.release();
  }

  @Test
  void a_promise_that_is_reset_before_its_block_has_ended_is_not_reported_afterwards() {
    receive(pair.client, RawFrame.pushPromise(1, 2, HpackBlock.get("/a.css")).without(Flag.END_HEADERS));
    client.submitRstStream(2, 8);
    pair.client.flush().release();
    receive(pair.client, RawFrame.continuation(1, true, HpackBlock.of("accept", "text/css")));
    assertEquals(List.of("closed 2 CANCEL LOCAL"), pair.client.events.takeLines());
  }
}
