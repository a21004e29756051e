package io.github.vertxnghttp2.protocol.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class OutboundBodyTest {
  private final OutboundBody body = new OutboundBody();
  private final MemoryOutput output = new MemoryOutput();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  /** Whatever a test did: every buffer was let go of as often as it was retained. */
  @AfterEach
  void everything_is_released() {
    body.release();
    output.release();
    for (ByteBuf buffer : buffers) {
      assertEquals(0, buffer.refCnt(), () -> "references to \"" + buffer + "\"");
    }
  }

  private ByteBuf buffer(String text) {
    ByteBuf buffer = Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    buffers.add(buffer);
    return buffer;
  }

  private void add(String text) {
    body.add(buffer(text), sent -> told.add(text + (sent ? " sent" : " dropped")));
  }

  private String take(int length) {
    body.take(length, output);
    ByteBuf taken = output.take();
    try {
      return taken.toString(StandardCharsets.US_ASCII);
    } finally {
      taken.release();
    }
  }

  @Test
  void bytes_leave_in_their_order_whatever_the_cuts() {
    add("abc");
    add("d");
    add("efgh");
    assertEquals("ab", take(2));
    assertEquals("cde", take(3));
    assertEquals("fgh", take(3));
    assertEquals(0, body.bytes());
  }

  @Test
  void every_cut_of_every_length_gives_the_same_bytes() {
    for (int step = 1; step <= 9; step++) {
      add("abc");
      add("d");
      add("efghi");
      StringBuilder text = new StringBuilder();
      for (int left = 9; left > 0; left -= step) {
        text.append(take(Math.min(step, left)));
      }
      assertEquals("abcdefghi", text.toString(), "in steps of " + step);
    }
  }

  @Test
  void a_write_is_reported_when_its_last_byte_was_sent_and_not_before() {
    add("abc");
    add("def");
    take(2);
    assertEquals(List.of(), told);
    take(1);
    assertEquals(List.of("abc sent"), told);
    take(3);
    assertEquals(List.of("abc sent", "def sent"), told);
  }

  @Test
  void one_take_may_end_several_writes() {
    add("a");
    add("b");
    add("cd");
    take(3);
    assertEquals(List.of("a sent", "b sent"), told);
  }

  @Test
  void the_bytes_that_wait_are_counted() {
    add("abc");
    add("de");
    assertEquals(5, body.bytes());
    take(4);
    assertEquals(1, body.bytes());
    body.release();
    assertEquals(0, body.bytes());
  }

  @Test
  void what_was_not_sent_is_reported_and_released() {
    add("abc");
    add("def");
    add("ghi");
    take(4);
    body.release();
    assertEquals(List.of("abc sent", "def dropped", "ghi dropped"), told);
  }

  @Test
  void a_second_release_reports_nothing() {
    add("abc");
    body.release();
    body.release();
    assertEquals(List.of("abc dropped"), told);
  }

  @Test
  void a_whole_buffer_is_handed_on_and_not_copied() {
    ByteBuf buffer = buffer("abc");
    body.add(buffer, null);
    body.take(3, output);
    assertSame(buffer, output.pieces().get(0));
  }

  @Test
  void a_part_of_a_buffer_is_a_slice_that_outlives_the_body() {
    ByteBuf buffer = buffer("abcdef");
    body.add(buffer, null);
    body.take(2, output);
    body.release();
    assertEquals(1, buffer.refCnt(), "held by the slice that is on its way");
    ByteBuf taken = output.take();
    assertEquals("ab", taken.toString(StandardCharsets.US_ASCII));
    taken.release();
  }

  @Test
  void a_listener_may_add_more() {
    body.add(buffer("a"), sent -> add("b"));
    assertEquals("a", take(1));
    assertEquals(1, body.bytes());
    assertEquals("b", take(1));
    assertEquals(List.of("b sent"), told);
  }
}
