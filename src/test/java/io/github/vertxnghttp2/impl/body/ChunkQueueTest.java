package io.github.vertxnghttp2.impl.body;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChunkQueueTest {
  private final ChunkQueue queue = new ChunkQueue();

  @Test
  void a_part_may_span_several_chunks() {
    queue.add(Buffer.buffer("abc"));
    queue.add(Buffer.buffer("de"));
    queue.add(Buffer.buffer("fgh"));
    assertEquals("ab", queue.take(2).toString());
    assertEquals("cdef", queue.take(4).toString());
    assertEquals(2, queue.bytes());
    assertEquals("gh", queue.take(100).toString());
    assertTrue(queue.isEmpty());
  }

  @Test
  void a_whole_chunk_is_not_copied() {
    Buffer chunk = Buffer.buffer("abc");
    queue.add(chunk);
    assertSame(chunk, queue.take(3));
  }

  @Test
  void the_rest_of_a_chunk_is_taken_next() {
    queue.add(Buffer.buffer("abc"));
    queue.add(Buffer.buffer("de"));
    queue.take(1);
    assertEquals("bc", queue.poll().toString());
    assertEquals("de", queue.poll().toString());
    assertEquals(0, queue.bytes());
  }

  @Test
  void small_chunks_are_joined_after_the_first_sixteen() {
    for (int i = 0; i < 100_000; i++) {
      queue.add(Buffer.buffer().appendByte((byte) i));
    }
    assertEquals(100_000, queue.bytes());
    int chunks = 0;
    for (int at = 0; at < 100_000; chunks++) {
      for (byte each : queue.poll().getBytes()) {
        assertEquals((byte) at++, each);
      }
    }
    assertTrue(chunks < 100, "chunks: " + chunks);
    assertEquals(0, queue.bytes());
  }

  @Test
  void large_chunks_stay_as_they_are() {
    for (int i = 0; i < 100; i++) {
      queue.add(Buffer.buffer(new byte[4096]));
      queue.add(Buffer.buffer("x"));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(4096, queue.poll().length());
      assertEquals("x", queue.poll().toString());
    }
  }

  @Test
  void an_empty_queue_has_no_bytes() {
    assertEquals(0, queue.take(5).length());
    queue.add(Buffer.buffer("a"));
    assertEquals(0, queue.take(0).length());
    assertEquals(1, queue.bytes());
  }
}
