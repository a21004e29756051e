package io.github.vertxnghttp2.binding;

/**
 * The native methods for HPACK by itself. Deflaters and inflaters are handles as sessions are; errors are negative.
 *
 * <p>Fields come as {@link CommandEncoder} writes them: {@code length} bytes, of which the first {@code offset} are passed
 * over, in {@code count} fields.
 */
final class HpackNatives {
  static final int GET_NUM_TABLE_ENTRIES = 1;
  static final int GET_DYNAMIC_TABLE_SIZE = 2;
  static final int GET_MAX_DYNAMIC_TABLE_SIZE = 3;

  private HpackNatives() {
  }

  static native long hdDeflateNew(int maxTableSize);

  static native boolean hdDeflateDel(long deflater);

  static native long hdDeflateBound(long deflater, byte[] fields, int offset, int length, int count);

  static native int hdDeflateHd(long deflater, byte[] fields, int offset, int length, int count, byte[] block);

  /** @param into address and length of each piece of memory, in turn */
  static native int hdDeflateHdVec(long deflater, byte[] fields, int offset, int length, int count, long[] into);

  static native long hdInflateNew(int maxHeaderListSize);

  static native boolean hdInflateDel(long inflater);

  /** Packed as {@link CallResult} has it, with fields in place of events. */
  static native long hdInflateHd(long inflater, byte[] block, int length, boolean last, byte[] fields);

  static native long hdInflateListSize(long inflater);

  static native int hdChangeTableSize(long handle, int size);

  static native long hdGet(long handle, int what);

  /** A native int, the length of the name; then name and value. {@code null} if there is none. */
  static native byte[] hdTableEntry(long handle, int index);
}
