package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.CallResult;
import io.github.vertxnghttp2.binding.jni.HpackNatives;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.HpackDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HpackTest {
  private static final HeaderList LIST = HeaderList.of(":method", "GET", ":path", "/index.html", "x-one", "1", "x-one",
    "2");
  private static final int SEED = 7541;
  private static final int LISTS = 100_000;

  @Test
  @Timeout(120)
  void a_hundred_thousand_random_lists_are_read_as_they_were_written_while_table_sizes_change() {
    Random random = new Random(SEED);
    HpackDecoder other = new HpackDecoder();
    other.maxTableSize(16_384);
    try (HeaderDeflater deflater = new HeaderDeflater(16_384); HeaderInflater inflater = new HeaderInflater(1 << 20)) {
      inflater.changeTableSize(16_384);
      RandomLists lists = new RandomLists(random);
      int changes = 0;
      for (int i = 0; i < LISTS; i++) {
        if (random.nextInt(20) == 0) {
          // What the peer announces and we acknowledge counts from the next block on for both.
          int size = random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(16_385);
          deflater.changeTableSize(size);
          changes++;
        }
        HeaderList list = lists.next();
        byte[] block = deflater.deflate(list);
        assertTrue(deflater.dynamicTableSize() <= deflater.maxDynamicTableSize());
        HeaderList read = random.nextInt(4) == 0 ? inPieces(inflater, block, random) : inflater.inflate(block);
        assertEquals(RandomLists.read(list), read, () -> "a list of seed " + SEED);
        assertEquals(deflater.dynamicTableSize(), inflater.dynamicTableSize());
        assertEquals(RandomLists.unmarked(list), other.decode(block), () -> "a list of seed " + SEED);
      }
      assertTrue(changes > LISTS / 40);
    }
  }

  private static HeaderList inPieces(HeaderInflater inflater, byte[] block, Random random) {
    int at = 0;
    while (at < block.length) {
      int to = at + 1 + random.nextInt(block.length - at);
      if (to == block.length) {
        break;
      }
      assertNull(inflater.inflate(Arrays.copyOfRange(block, at, to), false));
      at = to;
    }
    return inflater.inflate(Arrays.copyOfRange(block, at, block.length), true);
  }

  @Test
  void a_block_goes_into_several_buffers_and_comes_out_of_one() {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      ByteBuf first = PooledByteBufAllocator.DEFAULT.directBuffer(10, 10).writeByte(9);
      ByteBuf second = PooledByteBufAllocator.DEFAULT.directBuffer(5, 5);
      ByteBuf third = PooledByteBufAllocator.DEFAULT.directBuffer(200, 200);
      int length = deflater.deflate(LIST, first, second, third);
      assertEquals(length, first.readableBytes() - 1 + second.readableBytes() + third.readableBytes());
      assertEquals(10, first.readableBytes());
      ByteBuf whole = Unpooled.wrappedBuffer(first.skipBytes(1), second, third);
      assertEquals(LIST, inflater.inflate(whole));
      assertFalse(whole.isReadable());
      whole.release();
    }
  }

  @Test
  void buffers_that_may_be_too_small_are_refused_and_the_deflater_is_as_before() {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      ByteBuf small = PooledByteBufAllocator.DEFAULT.directBuffer(4, 4);
      int bound = deflater.bound(LIST);
      assertEquals("the buffers have room for 4 bytes; the block may need " + bound,
        assertThrows(IllegalArgumentException.class, () -> deflater.deflate(LIST, small)).getMessage());
      small.release();
      assertThrows(IllegalArgumentException.class, () -> deflater.deflate(LIST, Unpooled.buffer(1000)));
      assertThrows(IllegalArgumentException.class, () -> deflater.deflate(LIST, new ByteBuf[0]));
      byte[] block = deflater.deflate(LIST);
      assertTrue(block.length <= bound);
      assertEquals(LIST, inflater.inflate(block));
    }
  }

  @Test
  void sensitive_fields_keep_their_mark_and_stay_out_of_the_table() {
    HeaderList secret = new HeaderList().add("x-secret", "s", true).add("x-open", "o");
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      HeaderList read = inflater.inflate(deflater.deflate(secret));
      assertTrue(read.isSensitive(0));
      assertFalse(read.isSensitive(1));
      assertEquals(62, inflater.tableEntries());
      assertEquals("x-open", inflater.tableEntry(62).name());
    }
  }

  @Test
  void names_go_out_in_lower_case_and_what_could_smuggle_a_field_does_not() {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      assertEquals(HeaderList.of("x-upper", "V"), inflater.inflate(deflater.deflate(HeaderList.of("X-Upper", "V"))));
      assertThrows(IllegalArgumentException.class, () -> deflater.deflate(HeaderList.of("x", "a\r\nb: c")));
      assertEquals(LIST, inflater.inflate(deflater.deflate(LIST)));
      assertEquals(new HeaderList(), inflater.inflate(deflater.deflate(new HeaderList())));
    }
  }

  @Test
  void a_list_of_any_length_up_to_the_limit_is_read() {
    HeaderList list = new HeaderList();
    for (int i = 0; i < 20; i++) {
      list.add("x-a", "a".repeat(50_000 - 35));
    }
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater(1_000_000)) {
      assertEquals(list, inflater.inflate(deflater.deflate(list)));
      byte[] block = deflater.deflate(list.add("x", ""));
      assertEquals(LibraryError.HEADER_LIST_TOO_LARGE.code(),
        assertThrows(SessionException.class, () -> inflater.inflate(block)).libraryError());
    }
  }

  @Test
  void a_list_over_the_limit_is_refused_by_name_and_the_next_block_is_read() {
    try (HeaderInflater inflater = new HeaderInflater(1000)) {
      byte[] bomb = HpackBlock.indexing("x-bomb", "b".repeat(500));
      byte[] whole = HpackBlock.concat(bomb, repeated((byte) 0xbe, 16_384));
      SessionException e = assertThrows(SessionException.class, () -> inflater.inflate(whole));
      assertEquals(LibraryError.HEADER_LIST_TOO_LARGE.code(), e.libraryError());
      long size = 538L * 16_385;
      assertTrue(e.getMessage().startsWith("a list of " + size
        + " bytes; the HeaderInflater's maxHeaderListSize is 1000"),
        e.getMessage());
      assertEquals(HeaderList.of("x-bomb", "b".repeat(500)), inflater.inflate(new byte[] {(byte) 0xbe}));
      assertNull(inflater.inflate(whole, false));
      assertThrows(SessionException.class, () -> inflater.inflate(new byte[] {(byte) 0x82}, true));
      assertEquals(HeaderList.of(":method", "GET"), inflater.inflate(new byte[] {(byte) 0x82}));
    }
  }

  private static byte[] repeated(byte b, int times) {
    byte[] bytes = new byte[times];
    Arrays.fill(bytes, b);
    return bytes;
  }

  @Test
  void a_malformed_block_is_an_exception_and_no_later_one_is_read() {
    for (byte[] block : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0x80}, new byte[] {(byte) 0xbe},
      new byte[] {0x40, 5, 'a'}, HpackBlock.concat(new byte[] {(byte) 0x82}, HpackBlock.sizeUpdate(100)),
      HpackBlock.sizeUpdate(4097), new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
      0x7f})) {
      try (HeaderInflater inflater = new HeaderInflater()) {
        SessionException e = assertThrows(SessionException.class, () -> inflater.inflate(block),
          Arrays.toString(block));
        assertEquals(LibraryError.HEADER_COMP.code(), e.libraryError());
        assertThrows(SessionException.class, () -> inflater.inflate(new byte[] {(byte) 0x82}));
      }
    }
  }

  @Test
  void random_octets_never_do_more_than_throw() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      try (HeaderInflater inflater = new HeaderInflater(10_000)) {
        for (int n = 0; n < 4; n++) {
          byte[] octets = new byte[random.nextInt(200)];
          random.nextBytes(octets);
          inflater.inflate(octets, random.nextBoolean());
        }
      } catch (SessionException e) {
        assertTrue(Set.of("HEADER_COMP", "HEADER_LIST_TOO_LARGE").contains(LibraryError.nameOf(e.libraryError())),
          e.getMessage());
      }
    }
  }

  @Test
  void table_sizes_can_be_read_and_changed() {
    try (HeaderDeflater deflater = new HeaderDeflater(2048); HeaderInflater inflater = new HeaderInflater()) {
      assertEquals(2048, deflater.maxDynamicTableSize());
      assertEquals(4096, inflater.maxDynamicTableSize());
      deflater.changeTableSize(100_000);
      assertEquals(2048, deflater.maxDynamicTableSize());
      inflater.inflate(deflater.deflate(LIST));
      assertEquals(deflater.dynamicTableSize(), inflater.dynamicTableSize());
      deflater.changeTableSize(0);
      assertEquals(0, deflater.dynamicTableSize());
      assertEquals(LIST, inflater.inflate(deflater.deflate(LIST)));
      assertEquals(0, inflater.dynamicTableSize());
      inflater.inflate(new byte[] {0x40}, false);
      assertEquals(LibraryError.INVALID_STATE.code(),
        assertThrows(SessionException.class, () -> inflater.changeTableSize(1)).libraryError());
    }
  }

  @Test
  void an_index_that_the_table_does_not_have_is_an_exception() {
    try (HeaderInflater inflater = new HeaderInflater()) {
      for (int index : new int[] {0, -1, 62, Integer.MAX_VALUE}) {
        assertEquals("index is " + index + "; the table has 1 to 61",
          assertThrows(IndexOutOfBoundsException.class, () -> inflater.tableEntry(index)).getMessage());
      }
    }
  }

  @Test
  void sizes_have_their_ranges() {
    assertEquals("maxTableSize is -1; it must be from 0 to 2147483647",
      assertThrows(IllegalArgumentException.class, () -> new HeaderDeflater(-1)).getMessage());
    assertEquals("maxHeaderListSize is 0; it must be from 1 to 134217728",
      assertThrows(IllegalArgumentException.class, () -> new HeaderInflater(0)).getMessage());
    try (HeaderInflater inflater = new HeaderInflater()) {
      assertEquals("table size is -1; it must be from 0 to 2147483647",
        assertThrows(IllegalArgumentException.class, () -> inflater.changeTableSize(-1)).getMessage());
    }
  }

  @Test
  void a_closed_one_used_again_is_an_exception() {
    HeaderDeflater deflater = new HeaderDeflater(4096);
    HeaderInflater inflater = new HeaderInflater();
    deflater.close();
    deflater.close();
    inflater.close();
    assertEquals("the HeaderDeflater is closed",
      assertThrows(IllegalStateException.class, () -> deflater.deflate(LIST)).getMessage());
    assertEquals("the HeaderInflater is closed",
      assertThrows(IllegalStateException.class, () -> inflater.inflate(new byte[1])).getMessage());
    assertThrows(IllegalStateException.class, () -> deflater.bound(LIST));
    assertThrows(IllegalStateException.class, () -> deflater.changeTableSize(0));
    assertThrows(IllegalStateException.class, inflater::tableEntries);
    assertThrows(IllegalStateException.class, () -> inflater.tableEntry(1));
  }

  @Test
  void a_handle_reaches_only_what_it_was_given_for() {
    NativeLibrary.load();
    long deflater = HpackNatives.hdDeflateNew(4096);
    long inflater = HpackNatives.hdInflateNew(1000);
    assertFalse(Natives.sessionDel(deflater));
    assertFalse(HpackNatives.hdInflateDel(deflater));
    assertFalse(HpackNatives.hdDeflateDel(inflater));
    assertEquals(Wire.Error.CLOSED, Natives.sessionGet(inflater, Wire.Query.OPEN_STREAMS, 0));
    assertEquals(Wire.Error.CLOSED, CallResult.result(HpackNatives.hdInflateHd(deflater, new byte[1], 1, true,
      new byte[9])));
    assertTrue(HpackNatives.hdDeflateDel(deflater));
    assertFalse(HpackNatives.hdDeflateDel(deflater));
    long next = Natives.sessionNew(true, new int[0]);
    assertEquals(Wire.Error.CLOSED, HpackNatives.hdGet(deflater, Wire.HpackQuery.NUM_TABLE_ENTRIES));
    assertTrue(Natives.sessionDel(next));
    assertTrue(HpackNatives.hdInflateDel(inflater));
  }

  @Test
  void closing_returns_every_native_byte() {
    long before = Nghttp2.memoryUsed();
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      for (int i = 0; i < 100; i++) {
        inflater.inflate(deflater.deflate(LIST.copy().add("x-" + i, "v")));
      }
      inflater.inflate(new byte[] {0x40, 5, 'a'}, false);
      assertTrue(Nghttp2.memoryUsed() > before);
    }
    assertEquals(before, Nghttp2.memoryUsed());
    assertArrayEquals(new byte[] {(byte) 0x82}, deflateOnce(HeaderList.of(":method", "GET")));
  }

  private static byte[] deflateOnce(HeaderList list) {
    try (HeaderDeflater deflater = new HeaderDeflater(4096)) {
      return deflater.deflate(list);
    }
  }
}
