package io.github.vertxnghttp2.http.compression;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.BrotliEncoder;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.codec.compression.SnappyFrameEncoder;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.ZstdEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a body is decompressed, by the reader's pace. */
class DecompressedBodyTest {
  private static final int LENGTH = 8 << 20;
  /** The blocks of zstd are the largest pieces that a decompressor gives. */
  private static final int PIECE_MAX = 128 << 10;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final Reader reader = new Reader();

  /** What the application gets. */
  private static final class Reader implements DecompressedBody.Target {
    private final List<String> events = new ArrayList<>();
    private long bytes;
    private long credit;

    @Override
    public void data(ByteBuf data) {
      bytes += data.readableBytes();
      data.release();
    }

    @Override
    public void credit(int given) {
      credit += given;
    }

    @Override
    public void end(HeaderList trailers) {
      events.add("end " + trailers.get("x-end"));
    }

    @Override
    public void failed(Exception cause) {
      events.add("failed");
    }
  }

  private static EmbeddedChannel encoder(String encoding) {
    return new EmbeddedChannel(switch (encoding) {
      case "gzip" -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.GZIP);
      case "deflate" -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.ZLIB);
      case "raw deflate" -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.NONE);
      case "br" -> new BrotliEncoder();
      case "zstd" -> new ZstdEncoder();
      default -> new SnappyFrameEncoder();
    });
  }

  /** Zeros, which compress to very little. */
  private static ByteBuf compressed(String encoding, int length) {
    return new Compressor(encoder(encoding)).compress(Unpooled.wrappedBuffer(new byte[length]), true);
  }

  private DecompressedBody body(String encoding) {
    String field = encoding.startsWith("raw ") ? encoding.substring(4) : encoding;
    Decompressor decompressor = Decompressors.of(new HeaderList().add("content-encoding", field), allocator);
    return new DecompressedBody(decompressor, later::add, reader);
  }

  private void runLater() {
    for (Runnable task; (task = later.poll()) != null; ) {
      task.run();
    }
  }

  private void assertNothingIsKept() {
    assertEquals(0, allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw deflate", "br", "zstd", "snappy"})
  void few_bytes_that_decompress_to_many_wait_for_the_reader(String encoding) {
    ByteBuf input = compressed(encoding, LENGTH);
    int received = input.readableBytes();
    DecompressedBody body = body(encoding);
    body.data(input);
    body.end(new HeaderList().add("x-end", "1"));
    long given = 0;
    while (reader.events.isEmpty()) {
      long waiting = reader.bytes - given;
      assertTrue(waiting > 0 || !later.isEmpty(), "the decompression goes on");
      assertTrue(waiting < DecompressedBody.UNREAD_MAX + PIECE_MAX, waiting + " bytes wait");
      given = reader.bytes;
      body.consumed((int) waiting);
      runLater();
    }
    assertEquals(List.of("end 1"), reader.events);
    assertEquals(LENGTH, reader.bytes);
    assertEquals(received, reader.credit);
    assertNothingIsKept();
  }

  @Test
  void the_peer_gets_no_credit_for_what_the_reader_has_not_taken() {
    DecompressedBody body = body("gzip");
    body.data(compressed("gzip", LENGTH));
    assertEquals(0, reader.credit);
    body.close();
    assertNothingIsKept();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy"})
  void any_split_of_the_input_gives_the_same(String encoding) {
    ByteBuf input = compressed(encoding, 5_000);
    DecompressedBody body = body(encoding);
    while (input.isReadable()) {
      body.data(input.readBytes(1));
    }
    input.release();
    body.end(new HeaderList());
    assertEquals(List.of("end null"), reader.events);
    assertEquals(5_000, reader.bytes);
    assertNothingIsKept();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void a_body_that_ends_too_early_fails(String encoding) {
    ByteBuf input = compressed(encoding, 5_000);
    DecompressedBody body = body(encoding);
    body.data(input.readBytes(input.readableBytes() - 2));
    input.release();
    body.end(new HeaderList());
    assertEquals(List.of("failed"), reader.events);
    assertFalse(body.isOpen());
    assertNothingIsKept();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy"})
  void other_data_fails(String encoding) {
    DecompressedBody body = body(encoding);
    body.data(Unpooled.copiedBuffer("\u0001\u0001this is something else".repeat(100).getBytes()));
    body.end(new HeaderList());
    assertEquals(List.of("failed"), reader.events);
    assertNothingIsKept();
  }

  /** The beginning of a frame of zstd (RFC 8878 section 3.1.1) with a window of that size, and a block of 128 KiB. */
  private static ByteBuf zstdWithWindow(int log) {
    return Unpooled.wrappedBuffer(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((log - 10) << 3), 2, 0,
      0x10, 'x'});
  }

  @Test
  void a_window_of_zstd_has_at_most_8_mebibytes() {
    DecompressedBody accepted = body("zstd");
    accepted.data(zstdWithWindow(23));
    assertTrue(accepted.isOpen());
    assertTrue(reader.bytes > 0);
    accepted.close();
    DecompressedBody refused = body("zstd");
    refused.data(zstdWithWindow(24));
    assertEquals(List.of("failed"), reader.events);
    assertFalse(refused.isOpen());
    assertNothingIsKept();
  }

  @Test
  void an_empty_body_ends() {
    DecompressedBody body = body("gzip");
    body.end(new HeaderList());
    assertEquals(List.of("end null"), reader.events);
    assertNothingIsKept();
  }

  @Test
  void an_unknown_encoding_is_left_to_the_application() {
    HeaderList head = new HeaderList().add("content-encoding", "gzip, br").add("content-length", "5");
    assertNull(Decompressors.of(head, allocator));
    assertEquals("5", head.get("content-length"));
  }
}
