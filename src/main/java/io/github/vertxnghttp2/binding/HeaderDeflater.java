package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.DirectMemory;
import io.github.vertxnghttp2.binding.jni.HpackNatives;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

import java.util.Arrays;

/**
 * Compresses header lists by HPACK, RFC 7541, without a session (nghttp2_hd_deflate_*). Fields are checked as a
 * session checks them; the library treats {@code authorization} and short cookies as sensitive by itself. Use one for
 * each connection and direction, on one thread at a time. After {@link #close}, methods throw
 * {@link IllegalStateException}.
 */
public final class HeaderDeflater extends HpackCodec {
  private final CommandEncoder fields = new CommandEncoder();

  /**
   * @param maxTableSize bytes that the table may have at most, even if the peer allows more. The table begins with at
   *   most 4,096
   * @throws NativeLibraryException if the library cannot be loaded
   */
  public HeaderDeflater(int maxTableSize) {
    super(open(maxTableSize));
  }

  private static long open(int maxTableSize) {
    Range.size("maxTableSize", maxTableSize);
    NativeLibrary.load();
    return HpackNatives.hdDeflateNew(maxTableSize);
  }

  /** Bytes that a block of this list can have at most (nghttp2_hd_deflate_bound). */
  public int bound(HeaderList headers) {
    try {
      return encode(headers);
    } finally {
      fields.clear();
    }
  }

  /** The list as a block (nghttp2_hd_deflate_hd2). */
  public byte[] deflate(HeaderList headers) {
    try {
      byte[] block = new byte[encode(headers)];
      int length = use(table -> HpackNatives.hdDeflateHd(table, fields.bytes(), CommandEncoder.FIELDS_AT,
        fields.length(),
        headers.size(), block));
      return Arrays.copyOf(block, checked(length));
    } finally {
      fields.clear();
    }
  }

  /**
   * Writes the block to the writable bytes of these buffers, one after the other (nghttp2_hd_deflate_hd_vec2): those
   * of HEADERS and CONTINUATION frames, for example.
   *
   * @param into 1 to 1,024 direct buffers, each of one piece of memory, which together have room for {@link #bound}
   *   bytes
   * @return the length of the block
   */
  public int deflate(HeaderList headers, ByteBuf... into) {
    Range.check("number of buffers", into.length, 1, Wire.Size.PIECES_MAX);
    long[] pieces = new long[2 * into.length];
    long room = 0;
    for (int i = 0; i < into.length; i++) {
      pieces[2 * i] = DirectMemory.toWrite("buffer " + i, into[i]);
      pieces[2 * i + 1] = into[i].writableBytes();
      room += into[i].writableBytes();
    }
    try {
      int bound = encode(headers);
      if (room < bound) {
        throw new IllegalArgumentException("the buffers have room for " + room + " bytes; the block may need " + bound);
      }
      int length = checked(use(table -> HpackNatives.hdDeflateHdVec(table, fields.bytes(), CommandEncoder.FIELDS_AT,
        fields.length(), headers.size(), pieces)));
      int left = length;
      for (ByteBuf buffer : into) {
        int taken = Math.min(left, buffer.writableBytes());
        buffer.writerIndex(buffer.writerIndex() + taken);
        left -= taken;
      }
      return length;
    } finally {
      fields.clear();
    }
  }

  /** Encodes the fields for native code. @return bytes that their block can have at most */
  private int encode(HeaderList headers) {
    fields.fields(0, 0, 0, 0, headers);
    fields.commit();
    return checked(use(table -> HpackNatives.hdDeflateBound(table, fields.bytes(), CommandEncoder.FIELDS_AT,
      fields.length(),
      headers.size())));
  }

  private static int checked(long result) {
    if (result < 0) {
      throw new SessionException("cannot deflate", (int) result);
    }
    return (int) result;
  }

  @Override
  void free(long handle) {
    HpackNatives.hdDeflateDel(handle);
  }
}
