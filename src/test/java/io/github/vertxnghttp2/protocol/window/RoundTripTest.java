package io.github.vertxnghttp2.protocol.window;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RoundTripTest {
  private static final long START = -1000;

  private final RoundTrip roundTrip = new RoundTrip();

  private void handshake(long nanos) {
    roundTrip.settingsSent(START);
    roundTrip.settingsAcknowledged(START + nanos);
  }

  private void ping(long sent, long nanos) {
    assertTrue(roundTrip.isPingDue(sent));
    assertTrue(roundTrip.pingAcknowledged(roundTrip.ping(sent), sent + nanos));
  }

  @Test
  void the_shortest_time_counts() {
    handshake(900);
    ping(0, 700);
    assertEquals(700, roundTrip.nanos());
    ping(1000, 500);
    assertEquals(500, roundTrip.nanos());
    ping(1000 + RoundTrip.INTERVAL, 600);
    assertEquals(500, roundTrip.nanos());
  }

  @Test
  void the_handshake_counts_once_a_ping_was_acknowledged() {
    handshake(300);
    assertEquals(0, roundTrip.nanos());
    ping(0, 700); // behind DATA
    assertEquals(300, roundTrip.nanos());
  }

  @Test
  void no_ping_is_due_before_the_settings_were_acknowledged() {
    roundTrip.settingsSent(START);
    assertFalse(roundTrip.isPingDue(START + 2 * RoundTrip.INTERVAL));
    roundTrip.settingsAcknowledged(START + 2 * RoundTrip.INTERVAL);
    assertTrue(roundTrip.isPingDue(START + 2 * RoundTrip.INTERVAL));
  }

  @Test
  void after_the_first_pings_one_is_due_in_each_interval() {
    handshake(1);
    long now = 0;
    for (int i = 0; i < RoundTrip.FIRST_PINGS; i++) {
      ping(now++, 1);
    }
    now--;
    assertFalse(roundTrip.isPingDue(now + RoundTrip.INTERVAL - 1));
    ping(now + RoundTrip.INTERVAL, 1);
    assertFalse(roundTrip.isPingDue(now + 2 * RoundTrip.INTERVAL - 1));
    assertTrue(roundTrip.isPingDue(now + 2 * RoundTrip.INTERVAL));
  }

  @Test
  void no_ping_is_due_while_one_is_not_acknowledged() {
    handshake(1);
    roundTrip.ping(0);
    assertFalse(roundTrip.isPingDue(10 * RoundTrip.INTERVAL));
    assertEquals(0, roundTrip.nanos());
  }

  @Test
  void pings_of_others_are_not_taken_for_ours() {
    handshake(1);
    assertFalse(roundTrip.pingAcknowledged(0, 5));
    long data = roundTrip.ping(10);
    assertFalse(roundTrip.pingAcknowledged(data + 1, 12));
    assertEquals(0, roundTrip.nanos());
    assertTrue(roundTrip.pingAcknowledged(data, 20));
    assertFalse(roundTrip.pingAcknowledged(data, 30));
  }

  @Test
  void a_late_acknowledgement_counts_as_the_longest_round_trip() {
    handshake(60 * RoundTrip.LONGEST);
    ping(100 * RoundTrip.LONGEST, 60 * RoundTrip.LONGEST);
    assertEquals(RoundTrip.LONGEST, roundTrip.nanos());
  }
}
