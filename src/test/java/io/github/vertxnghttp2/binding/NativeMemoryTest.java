package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Native memory is released as soon as it is no longer needed. */
class NativeMemoryTest extends OpenSessions {
  private static final int PIECE = 1000;

  @Test
  void a_session_that_could_not_be_opened_holds_nothing() {
    long before = Nghttp2.memoryUsed();
    int unknownOption = 1 << 20;
    assertTrue(Natives.sessionNew(true, new int[] {unknownOption, 1}) < 0);
    assertEquals(before, Nghttp2.memoryUsed());
  }

  @Test
  void an_inline_body_that_never_runs_dry_does_not_grow() {
    int id = responseWithRoomFor(0);
    pair.server.session.submitData(id, Unpooled.wrappedBuffer(new byte[100]), false);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 4000; i++) {
      pair.server.session.submitData(id, Unpooled.wrappedBuffer(new byte[PIECE]), false);
      pair.server.receive(RawFrame.windowUpdate(0, PIECE), RawFrame.windowUpdate(id, PIECE));
      pair.server.flush().release();
      least = Math.min(least, Nghttp2.memoryUsed());
      most = Math.max(most, Nghttp2.memoryUsed());
    }
    assertTrue(most - least < 16 << 10, "it grew by " + (most - least) + " bytes");
  }

  @Test
  void an_inline_body_gives_back_what_a_burst_has_taken() {
    int id = responseWithRoomFor(1 << 20);
    long before = Nghttp2.memoryUsed();
    pair.server.session.submitData(id, Unpooled.wrappedBuffer(new byte[(1 << 20) + 100]), false);
    pair.server.flush().release();
    assertTrue(Nghttp2.memoryUsed() - before < 8 << 10, (Nghttp2.memoryUsed() - before) + " bytes for 100 that wait");
  }

  /** The body of a response, of which the client takes so much and no more. */
  private int responseWithRoomFor(int window) {
    pair.client.session.submitSettings(SettingId.INITIAL_WINDOW_SIZE.id(), window);
    pair.client.session.setLocalWindowSize(0, Math.max(window, 65_535));
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.flush().release();
    return id;
  }

  @Test
  void streams_that_are_closed_leave_nothing_in_a_server() {
    long afterOne = 0;
    for (int i = 0; i < 250; i++) {
      int id = pair.client.session.submitRequest(GET, true);
      pair.exchange();
      pair.server.session.submitResponse(id, 204, TEXT, true);
      pair.exchange();
      afterOne = i == 0 ? Nghttp2.memoryUsed() : afterOne;
    }
    assertTrue(Nghttp2.memoryUsed() - afterOne < 4096, (Nghttp2.memoryUsed() - afterOne)
      + " bytes more after 250 requests");
  }

  @Test
  void a_thread_keeps_little_memory_after_a_call_that_needed_much() {
    int id = responseWithRoomFor(1 << 20);
    pair.server.session.submitData(id, Unpooled.wrappedBuffer(new byte[8 << 20]), false);
    pair.server.flush().release();
    assertTrue(Natives.scratchKept() <= 1 << 20, Natives.scratchKept() + " bytes kept after 8 MiB of commands");
  }

  @Test
  void a_thread_keeps_little_memory_after_a_call_with_many_events() {
    try (HeaderDeflater deflater = new HeaderDeflater(0); HeaderInflater inflater = new HeaderInflater(64 << 20)) {
      HeaderList list = new HeaderList();
      for (int i = 0; i < 100; i++) {
        list.add("x-long", "y".repeat(40_000));
      }
      assertEquals(list, inflater.inflate(deflater.deflate(list)));
    }
    assertTrue(Natives.scratchKept() <= 1 << 20, Natives.scratchKept() + " bytes kept after 4 MiB of fields");
  }
}
