package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is too large ends its stream, and the connection goes on; what cannot be understood ends the connection. */
class ServerBadInputIT extends ServerScript {
  private final AtomicInteger handled = new AtomicInteger();

  @BeforeEach
  void serve() {
    Http2Options options = new Http2Options().setMaxHeaderFields(20);
    options.getSettings().setMaxHeaderListSize(4000);
    serve(options, request -> {
      handled.incrementAndGet();
      request.body().onSuccess(body -> request.response().end(body));
    });
  }

  /** Exactly one RST_STREAM, and nothing else. */
  private static void assertReset(FramePeer peer, int streamId, ErrorCode code) {
    peer.expectRst(streamId, code);
    assertSilence(peer);
  }

  @Test
  void a_header_list_over_the_size_limit_is_refused() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x", "x-big", "b".repeat(5000))));
    assertReset(peer, 1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAlive(peer, 3);
    assertEquals(0, handled.get(), "requests that reached the handler");
  }

  @Test
  void a_header_list_of_too_many_fields_is_refused() {
    FramePeer peer = open();
    HeaderList many = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/x");
    while (many.size() < 21) {
      many.add("x", "");
    }
    peer.send(RawFrame.headers(1, true, HpackBlock.of(many)));
    assertReset(peer, 1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAlive(peer, 3);
    assertEquals(0, handled.get(), "requests that reached the handler");
  }

  @Test
  void a_header_list_at_the_limits_is_taken() {
    FramePeer peer = open();
    HeaderList many = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/x");
    while (many.size() < 20) {
      many.add("x", "");
    }
    peer.send(RawFrame.headers(1, true, HpackBlock.of(many)));
    assertEquals(200, peer.response(1).status());
    // 4 x 32 + 7 + 3 + 7 + 4 + 10 + 9 + 5 + 2 octets for the first four, 32 + 1 for the name of the fifth
    peer.send(RawFrame.headers(3, true, HpackBlock.get("/x", "x", "v".repeat(4000 - 175 - 33))));
    assertEquals(200, peer.response(3).status());
  }

  @Test
  void a_block_that_unpacks_to_far_more_than_it_has_octets_is_refused() {
    FramePeer peer = open();
    byte[] bomb = HpackBlock.concat(HpackBlock.get("/x"), HpackBlock.indexing("x", "v".repeat(3000)));
    byte[] one = HpackBlock.indexed(62);
    byte[] all = Arrays.copyOf(bomb, bomb.length + 10_000);
    Arrays.fill(all, bomb.length, all.length, one[0]);
    peer.send(RawFrame.headers(1, true, all));
    assertReset(peer, 1, ErrorCode.ENHANCE_YOUR_CALM);
    // the table is in step all the same
    peer.send(RawFrame.headers(3, true, HpackBlock.concat(HpackBlock.get("/x"), one)));
    assertEquals(200, peer.response(3).status());
  }

  @Test
  void trailers_over_the_limit_end_the_stream() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")),
      RawFrame.headers(1, true, HpackBlock.of("x-big", "b".repeat(5000))));
    assertReset(peer, 1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAlive(peer, 3);
  }

  @Test
  void a_block_that_cannot_be_unpacked_ends_the_connection() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.concat(HpackBlock.get("/x"), HpackBlock.indexed(99))));
    peer.expectGoAway(ErrorCode.COMPRESSION_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_frame_larger_than_allowed_ends_the_connection() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, new byte[16_385], true));
    RawFrame response = next(peer);
    assertTrue(response.is(FrameType.GOAWAY) || response.is(FrameType.RST_STREAM), response.toString());
    assertEquals(ErrorCode.FRAME_SIZE_ERROR.code(), response.errorCode(), response.toString());
  }

  @Test
  void an_endless_header_block_ends_the_connection() {
    FramePeer peer = open();
    byte[] block = HpackBlock.get("/x");
    peer.send(RawFrame.headers(1, true, block).without(Flag.END_HEADERS));
    boolean open = true;
    for (int i = 0; i < 10_000 && open; i++) {
      open = peer.trySend(RawFrame.continuation(1, false, HpackBlock.of("x-" + i, "v".repeat(1000))));
    }
    assertFalse(open, "10 MB of CONTINUATION were taken");
    assertAlive(open(), 1);
  }

  @Test
  void resets_without_end_do_not_harm_the_server() {
    FramePeer peer = open();
    boolean open = true;
    for (int id = 1; id < 200_000 && open; id += 2) {
      open = peer.trySend(RawFrame.headers(id, true, HpackBlock.get("/x")), RawFrame.rst(id, ErrorCode.CANCEL));
    }
    // libnghttp2 limits this from 1.57 on (and Debian's 1.52); elsewhere nothing is lost but the work
    if (open) {
      assertAlive(peer, 200_001);
    }
    assertAlive(open(), 1);
  }
}
