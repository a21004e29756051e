package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.SettingId;
import org.junit.jupiter.api.Test;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerSettingsTest {
  private static final int CONNECTIONS = 200;

  /** 19 KB on the wire. */
  private static int[] unknownSettings() {
    int[] idsAndValues = new int[2 * 3200];
    for (int i = 0; i < idsAndValues.length / 2; i++) {
      idsAndValues[2 * i] = 0x1000 + i;
      idsAndValues[2 * i + 1] = i;
    }
    return idsAndValues;
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void settings_of_unknown_identifiers_take_no_memory() {
    int[] unknown = unknownSettings();
    List<PeerSettings> connections = new ArrayList<>();
    long before = heap();
    for (int i = 0; i < CONNECTIONS; i++) {
      PeerSettings settings = new PeerSettings();
      settings.update(unknown);
      connections.add(settings);
    }
    long each = (heap() - before) / CONNECTIONS;
    Reference.reachabilityFence(connections);
    assertTrue(each < 10_000, "a connection holds " + each + " bytes");
  }

  @Test
  void what_the_peer_sent_last_counts_and_the_rest_has_its_initial_value() {
    PeerSettings settings = new PeerSettings();
    assertFalse(settings.isKnown());
    assertFalse(settings.isPushEnabled());
    settings.update(new int[] {SettingId.MAX_CONCURRENT_STREAMS.id(), -1, SettingId.INITIAL_WINDOW_SIZE.id(), 0, 0x99,
      5});
    settings.update(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 10});
    assertTrue(settings.isKnown());
    assertTrue(settings.isPushEnabled());
    assertEquals(0xffff_ffffL, settings.maxConcurrentStreams());
    assertEquals(10, settings.initialWindowSize());
    assertEquals(16_384, settings.maxFrameSize());
    assertEquals(0xffff_ffffL, settings.maxHeaderListSize());
    assertEquals(Map.of(SettingId.MAX_CONCURRENT_STREAMS, 0xffff_ffffL, SettingId.INITIAL_WINDOW_SIZE, 10L),
      settings.sent());
  }
}
