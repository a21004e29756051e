package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.SettingId;

import java.util.Map;
import java.util.TreeMap;

/** The peer's SETTINGS, RFC 9113 section 6.5.2; what it did not send has its initial value. */
public final class PeerSettings {
  private static final long UNLIMITED = 0xffffffffL;

  private final Map<Integer, Long> values = new TreeMap<>();
  private long maxConcurrentStreams = UNLIMITED;
  private boolean known;
  private volatile boolean pushEnabled;

  void update(int[] idsAndValues) {
    known = true;
    for (int i = 0; i < idsAndValues.length; i += 2) {
      values.put(idsAndValues[i], idsAndValues[i + 1] & UNLIMITED);
    }
    pushEnabled = get(SettingId.ENABLE_PUSH, 1) != 0;
    maxConcurrentStreams = get(SettingId.MAX_CONCURRENT_STREAMS, UNLIMITED);
  }

  /** Whether the peer's first SETTINGS have come. */
  public boolean isKnown() {
    return known;
  }

  public long maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  /** Whether a client takes pushes; false while its SETTINGS are not known. From any thread. */
  public boolean isPushEnabled() {
    return pushEnabled;
  }

  public long initialWindowSize() {
    return get(SettingId.INITIAL_WINDOW_SIZE, 65_535);
  }

  public long maxFrameSize() {
    return get(SettingId.MAX_FRAME_SIZE, 16_384);
  }

  public long maxHeaderListSize() {
    return get(SettingId.MAX_HEADER_LIST_SIZE, UNLIMITED);
  }

  /** Everything that the peer sent, unknown ids included. */
  public Map<Integer, Long> sent() {
    return Map.copyOf(values);
  }

  private long get(SettingId id, long initial) {
    return values.getOrDefault(id.id(), initial);
  }
}
