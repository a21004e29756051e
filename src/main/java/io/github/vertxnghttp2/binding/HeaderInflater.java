package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.CallResult;
import io.github.vertxnghttp2.binding.jni.EventArray;
import io.github.vertxnghttp2.binding.jni.HpackNatives;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Expands blocks of HPACK, RFC 7541, without a session (nghttp2_hd_inflate_*). Octets become the chars of ISO 8859-1.
 * Use one for each connection and direction, on one thread at a time. After {@link #close}, methods throw
 * {@link IllegalStateException}.
 */
public final class HeaderInflater extends HpackCodec {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int SENSITIVE = 1 << Wire.Inflated.SENSITIVE_SHIFT;
  private static final int LIST_SIZE_MAX = 128 << 20;

  private final int maxHeaderListSize;
  private HeaderList headers = new HeaderList();

  /** With a limit of 65,536 bytes. */
  public HeaderInflater() {
    this(64 << 10);
  }

  /**
   * @param maxHeaderListSize bytes of a list: name + value + 32 per field, RFC 9113 section 6.5.2; at most 128 MiB
   * @throws NativeLibraryException if the library cannot be loaded
   */
  public HeaderInflater(int maxHeaderListSize) {
    super(open(maxHeaderListSize));
    this.maxHeaderListSize = maxHeaderListSize;
  }

  private static long open(int maxHeaderListSize) {
    Range.check("maxHeaderListSize", maxHeaderListSize, 1, LIST_SIZE_MAX);
    NativeLibrary.load();
    return HpackNatives.hdInflateNew(maxHeaderListSize);
  }

  /** The list of a whole block, see {@link #inflate(byte[], boolean)}. */
  public HeaderList inflate(byte[] block) {
    return inflate(block, true);
  }

  /** The list of a whole block, which is read to the end, see {@link #inflate(byte[], boolean)}. */
  public HeaderList inflate(ByteBuf block) {
    return inflate(block, true);
  }

  /** As {@link #inflate(byte[], boolean)}; the fragment is read to the end. */
  public HeaderList inflate(ByteBuf fragment, boolean last) {
    byte[] bytes = ByteBufUtil.getBytes(fragment);
    fragment.skipBytes(bytes.length);
    return inflate(bytes, last);
  }

  /**
   * Reads a piece of a block (nghttp2_hd_inflate_hd3, nghttp2_hd_inflate_end_headers).
   *
   * @return the list after the last piece, {@code null} before
   * @throws SessionException if the list exceeds the limit, after the last piece: the next block can be read; or if
   *   the block is malformed or a text in it longer than the library's 65,536 bytes: the inflater can only be closed
   */
  public HeaderList inflate(byte[] fragment, boolean last) {
    EventArray fields = EventArray.take();
    try {
      long packed = use(table -> HpackNatives.hdInflateHd(table, fragment, fragment.length, last, fields.bytes()));
      int result = CallResult.result(packed);
      if (result < 0) {
        headers = new HeaderList();
        throw failure(result);
      }
      read(fields.filled(packed), CallResult.eventsLength(packed));
    } finally {
      fields.release();
    }
    if (!last) {
      return null;
    }
    HeaderList whole = headers;
    headers = new HeaderList();
    return whole;
  }

  private SessionException failure(int error) {
    return error == LibraryError.HEADER_LIST_TOO_LARGE.code()
      ? new SessionException("a list of " + use(HpackNatives::hdInflateListSize)
        + " bytes; the HeaderInflater's maxHeaderListSize is " + maxHeaderListSize, error)
      : new SessionException("malformed header block", error);
  }

  private void read(byte[] fields, int length) {
    for (int at = 0; at < length; ) {
      int nameLength = (int) INT.get(fields, at) & ~SENSITIVE;
      int valueLength = (int) INT.get(fields, at + 4);
      boolean sensitive = ((int) INT.get(fields, at) & SENSITIVE) != 0;
      headers.add(new String(fields, at + 8, nameLength, StandardCharsets.ISO_8859_1),
        new String(fields, at + 8 + nameLength, valueLength, StandardCharsets.ISO_8859_1), sensitive);
      at += 8 + (nameLength + valueLength + 3 & ~3);
    }
  }

  @Override
  void free(long handle) {
    HpackNatives.hdInflateDel(handle);
  }
}
