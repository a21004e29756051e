package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.SettingId;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The peer's SETTINGS, RFC 9113 section 6.5.2. A setting that it did not send has its initial value. Of the settings of
 * unknown identifiers, of which a peer may send any number, the first few are kept.
 */
public final class PeerSettings {
  private static final SettingId[] IDS = SettingId.values();
  private static final long UNLIMITED = 0xffffffffL;
  private static final int NOT_SENT = -1;
  /** How many identifiers are kept that are not known. */
  private static final int UNKNOWN_MAX = 16;

  private final long[] values = new long[IDS.length];
  private Map<Integer, Long> unknown = Map.of();
  private boolean known;
  private volatile boolean pushEnabled;

  PeerSettings() {
    Arrays.fill(values, NOT_SENT);
  }

  void update(int[] idsAndValues) {
    known = true;
    keep(idsAndValues);
    pushEnabled = isPushAccepted();
  }

  /**
   * Keeps the settings that a client sent with the request of an upgrade from HTTP/1.1. Its SETTINGS follow: until
   * then, they do not count as known, and there are no pushes.
   */
  void upgrade(int[] idsAndValues) {
    keep(idsAndValues);
  }

  private void keep(int[] idsAndValues) {
    for (int i = 0; i < idsAndValues.length; i += 2) {
      SettingId id = SettingId.of(idsAndValues[i]);
      if (id != null) {
        values[id.ordinal()] = idsAndValues[i + 1] & UNLIMITED;
      } else {
        keepUnknown(idsAndValues[i], idsAndValues[i + 1] & UNLIMITED);
      }
    }
  }

  private void keepUnknown(int id, long value) {
    if (unknown.size() < UNKNOWN_MAX || unknown.containsKey(id)) {
      unknown = new TreeMap<>(unknown);
      unknown.put(id, value);
    }
  }

  /** Settings of unknown identifiers, by identifier; {@value #UNKNOWN_MAX} at most. */
  public Map<Integer, Long> unknown() {
    return unknown;
  }

  /** Whether SETTINGS of the peer were received. */
  public boolean isKnown() {
    return known;
  }

  public long headerTableSize() {
    return get(SettingId.HEADER_TABLE_SIZE, 4096);
  }

  public long maxConcurrentStreams() {
    return get(SettingId.MAX_CONCURRENT_STREAMS, UNLIMITED);
  }

  /** Whether a client accepts pushes; false while its SETTINGS are not known. From any thread. */
  public boolean isPushEnabled() {
    return pushEnabled;
  }

  /** The setting ENABLE_PUSH. */
  public boolean isPushAccepted() {
    return get(SettingId.ENABLE_PUSH, 1) != 0;
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

  /** Whether a server accepts extended CONNECT requests, RFC 8441 section 3. */
  public boolean isConnectProtocolEnabled() {
    return get(SettingId.ENABLE_CONNECT_PROTOCOL, 0) == 1;
  }

  /** Whether the peer sends no priorities of RFC 7540, and knows those of RFC 9218 (its section 2.1). */
  public boolean hasNoRfc7540Priorities() {
    return get(SettingId.NO_RFC7540_PRIORITIES, 0) == 1;
  }

  /** The last value that the peer sent for each known identifier. */
  public Map<SettingId, Long> sent() {
    Map<SettingId, Long> sent = new EnumMap<>(SettingId.class);
    for (SettingId id : IDS) {
      if (values[id.ordinal()] != NOT_SENT) {
        sent.put(id, values[id.ordinal()]);
      }
    }
    return sent;
  }

  private long get(SettingId id, long initial) {
    long value = values[id.ordinal()];
    return value == NOT_SENT ? initial : value;
  }
}
