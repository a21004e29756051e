package io.github.vertxnghttp2.binding.jni;

/**
 * The native methods for HPACK by itself. Deflaters and inflaters are handles as sessions are; errors are negative.
 *
 * <p>Fields come as wire.CommandEncoder writes them: {@code length} bytes, of which the first {@code offset} are
 * skipped, with {@code count} fields.
 */
public final class HpackNatives {
  private HpackNatives() {
  }

  public static native long hdDeflateNew(int maxTableSize);

  public static native boolean hdDeflateDel(long deflater);

  public static native long hdDeflateBound(long deflater, byte[] fields, int offset, int length, int count);

  public static native int hdDeflateHd(long deflater, byte[] fields, int offset, int length, int count, byte[] block);

  /** @param into address and length of each piece of memory, in turn */
  public static native int hdDeflateHdVec(long deflater, byte[] fields, int offset, int length, int count, long[] into);

  public static native long hdInflateNew(int maxHeaderListSize);

  public static native boolean hdInflateDel(long inflater);

  /** Packed as {@link CallResult} has it, with fields in place of events. */
  public static native long hdInflateHd(long inflater, byte[] block, int length, boolean last, byte[] fields);

  public static native long hdInflateListSize(long inflater);

  public static native int hdChangeTableSize(long handle, int size);

  public static native long hdGet(long handle, int what);

  /** A native int, the length of the name; then name and value. {@code null} if there is none. */
  public static native byte[] hdTableEntry(long handle, int index);
}
