package io.github.vertxnghttp2.binding.checks;

import io.github.vertxnghttp2.frame.SettingId;

/** Entries of a SETTINGS frame: ids and values in turn, values as unsigned 32-bit numbers. */
public final class SettingsEntries {
  private static final int MAX = 32;

  private SettingsEntries() {
  }

  /** @throws IllegalArgumentException if RFC 9113 section 6.5.2 or an extension forbids the value of a setting */
  public static int[] check(int... idsAndValues) {
    if (idsAndValues.length % 2 != 0 || idsAndValues.length > 2 * MAX) {
      throw new IllegalArgumentException(idsAndValues.length + " numbers; ids and values come in at most 32 pairs");
    }
    for (int i = 0; i < idsAndValues.length; i += 2) {
      Range.check("setting id", idsAndValues[i], 0, 0xffff);
      SettingId id = SettingId.of(idsAndValues[i]);
      if (id != null) {
        check(id, idsAndValues[i + 1] & 0xffff_ffffL);
      }
    }
    return idsAndValues;
  }

  private static void check(SettingId id, long value) {
    switch (id) {
      case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES -> Range.check(id.name(), value, 0, 1);
      case INITIAL_WINDOW_SIZE -> Range.check(id.name(), value, 0, Integer.MAX_VALUE);
      case MAX_FRAME_SIZE -> Range.check(id.name(), value, 16_384, Range.FRAME_SIZE_MAX);
      case HEADER_TABLE_SIZE, MAX_CONCURRENT_STREAMS, MAX_HEADER_LIST_SIZE -> { }
    }
  }
}
