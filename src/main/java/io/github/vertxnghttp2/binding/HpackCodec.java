package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.HpackNatives;
import io.github.vertxnghttp2.binding.jni.LeakReport;
import io.github.vertxnghttp2.binding.jni.NativeUse;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.Header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/** What {@link HeaderDeflater} and {@link HeaderInflater} have in common: an HPACK table and native memory. */
abstract class HpackCodec implements AutoCloseable {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final NativeUse use = new NativeUse(getClass().getSimpleName());
  private final LeakReport leak;
  private long handle;

  HpackCodec(long handle) {
    if (handle <= 0) {
      throw new SessionException("cannot open HPACK", (int) handle);
    }
    this.handle = handle;
    leak = LeakReport.watch(this, getClass().getSimpleName());
  }

  /** Entries of the static and the dynamic table together (nghttp2_hd_*_get_num_table_entries). */
  public int tableEntries() {
    return get(Wire.HpackQuery.NUM_TABLE_ENTRIES);
  }

  /**
   * An entry by its index, RFC 7541 section 2.3.3 (nghttp2_hd_*_get_table_entry): 1 to 61 are static, then come the
   * dynamic ones, the newest first.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Header tableEntry(int index) {
    byte[] entry = use(table -> HpackNatives.hdTableEntry(table, index));
    if (entry == null) {
      throw new IndexOutOfBoundsException("index is " + index + "; the table has 1 to " + tableEntries());
    }
    int nameLength = (int) INT.get(entry, 0);
    return new Header(new String(entry, 4, nameLength, StandardCharsets.ISO_8859_1),
      new String(entry, 4 + nameLength, entry.length - 4 - nameLength, StandardCharsets.ISO_8859_1), false);
  }

  /** Bytes in the dynamic table: name + value + 32 for each entry (nghttp2_hd_*_get_dynamic_table_size). */
  public int dynamicTableSize() {
    return get(Wire.HpackQuery.DYNAMIC_TABLE_SIZE);
  }

  /** Bytes that it may have (nghttp2_hd_*_get_max_dynamic_table_size). */
  public int maxDynamicTableSize() {
    return get(Wire.HpackQuery.MAX_DYNAMIC_TABLE_SIZE);
  }

  /**
   * Changes the size of the table (nghttp2_hd_*_change_table_size). To be called between two blocks. A deflater gets
   * the SETTINGS_HEADER_TABLE_SIZE of the peer, an inflater that of this side when the peer has acknowledged it.
   *
   * @param bytes 0 to 2<sup>31</sup>-1
   */
  public void changeTableSize(int bytes) {
    Range.size("table size", bytes);
    int result = use(table -> HpackNatives.hdChangeTableSize(table, bytes));
    if (result < 0) {
      throw new SessionException("cannot change the table size to " + bytes, result);
    }
  }

  private int get(int what) {
    return use(table -> (int) HpackNatives.hdGet(table, what));
  }

  /** Makes a native call with the handle, while no other thread makes one. */
  final <T> T use(LongFunction<T> call) {
    use.begin();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the " + getClass().getSimpleName() + " is closed");
      }
      return call.apply(handle);
    } finally {
      use.end();
    }
  }

  /** Frees the native memory. A second close does nothing. */
  @Override
  public void close() {
    use.begin();
    try {
      if (handle != 0) {
        free(handle);
        handle = 0;
        leak.closed();
      }
    } finally {
      use.end();
    }
  }

  abstract void free(long handle);
}
