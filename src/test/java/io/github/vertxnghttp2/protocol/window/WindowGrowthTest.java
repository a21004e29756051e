package io.github.vertxnghttp2.protocol.window;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowGrowthTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long MILLIS = 1_000_000;
  private static final long ROUND_TRIP = 100 * MILLIS;
  private static final long REVIEW = TimeUnit.SECONDS.toNanos(10);

  /** Remembers what the growth asks for. */
  private final class Recorded implements WindowGrowth.Windows {
    final List<Long> pings = new ArrayList<>();
    int changes;
    int used;

    @Override
    public void ping(long opaqueData) {
      pings.add(opaqueData);
    }

    @Override
    public void changed() {
      changes++;
    }

    @Override
    public void unreadLimitChanged() {
    }

    @Override
    public int used() {
      return used;
    }
  }

  private final WindowBudget budget = new WindowBudget(1L << 30);
  private final Recorded windows = new Recorded();
  private long now = 5;
  private WindowGrowth growth = growth(64 * MIB, 0, budget);

  private WindowGrowth growth(int maximum, int maxUnread, WindowBudget shared) {
    return new WindowGrowth(new WindowSizes(MIB, 256 * KIB, maximum), maxUnread, shared, () -> now, windows);
  }

  /** The handshake, and the PINGs of the first DATA. */
  private void measured() {
    now += ROUND_TRIP;
    growth.settingsAcknowledged();
    for (int i = 0; i < RoundTrip.FIRST_PINGS; i++) {
      read(64 * KIB, 0);
      now += ROUND_TRIP;
      assertTrue(growth.pingAcknowledged(windows.pings.get(i)));
    }
    read(64 * KIB, 0);
    windows.changes = 0;
  }

  private void read(int bytes, long unread) {
    windows.used = Math.min(0, windows.used + bytes);
    growth.arrived(bytes);
    growth.read(unread);
  }

  private void roundTripOf(int bytes, long unread) {
    now += ROUND_TRIP;
    read(bytes, unread);
  }

  @Test
  void windows_grow_to_two_and_a_half_times_of_what_arrives_in_a_round_trip() {
    measured();
    assertEquals(MIB, growth.connectionWindow());
    roundTripOf(256 * KIB, 0);
    assertEquals(640 * KIB, growth.streamWindow());
    assertEquals(MIB, growth.connectionWindow());
    roundTripOf(4 * MIB, 0);
    assertEquals(10 * MIB, growth.streamWindow());
    assertEquals(10 * MIB, growth.connectionWindow());
    assertEquals(9 * MIB, growth.growth());
    assertEquals(9 * MIB, budget.granted());
    assertEquals(2, windows.changes);
  }

  @Test
  void less_that_arrives_later_changes_nothing() {
    measured();
    roundTripOf(4 * MIB, 0);
    roundTripOf(MIB, 0);
    roundTripOf(4 * MIB + 300 * KIB, 0); // not worth a frame
    assertEquals(10 * MIB, growth.connectionWindow());
    assertEquals(1, windows.changes);
  }

  @Test
  void nothing_grows_before_a_ping_was_acknowledged() {
    now += ROUND_TRIP;
    growth.settingsAcknowledged();
    read(64 * KIB, 0);
    roundTripOf(8 * MIB, 0);
    assertEquals(1, windows.pings.size());
    assertEquals(MIB, growth.connectionWindow());
  }

  @Test
  void nothing_grows_while_the_unread_bytes_grow() {
    measured();
    roundTripOf(4 * MIB, 2 * MIB);
    assertEquals(MIB, growth.connectionWindow());
    roundTripOf(4 * MIB, 2 * MIB); // the same bytes are unread, as of paused streams
    assertEquals(10 * MIB, growth.connectionWindow());
  }

  @Test
  void no_window_grows_beyond_the_maximum() {
    growth = growth(5 * MIB, 0, budget);
    measured();
    roundTripOf(64 * MIB, 0);
    assertEquals(5 * MIB, growth.connectionWindow());
    assertEquals(5 * MIB, growth.streamWindow());
  }

  @Test
  void the_growth_is_at_most_three_quarters_of_the_unread_limit() {
    growth = growth(64 * MIB, 8 * MIB, budget);
    measured();
    roundTripOf(64 * MIB, 0);
    assertEquals(7 * MIB, growth.connectionWindow());
    assertEquals(7 * MIB, growth.streamWindow());
  }

  @Test
  void a_start_window_beyond_the_maximum_stays() {
    growth = growth(512 * KIB, 0, budget);
    measured();
    roundTripOf(64 * MIB, 0);
    assertEquals(MIB, growth.connectionWindow());
    assertEquals(512 * KIB, growth.streamWindow());
  }

  @Test
  void slow_data_sends_no_ping() {
    now += ROUND_TRIP;
    growth.settingsAcknowledged();
    for (int i = 0; i < 100; i++) {
      now += TimeUnit.SECONDS.toNanos(2);
      read(64 * KIB, 0);
    }
    assertEquals(List.of(), windows.pings);
  }

  @Test
  void reads_without_data_send_no_ping() {
    now += ROUND_TRIP;
    growth.settingsAcknowledged();
    for (int i = 0; i < 100; i++) {
      now += MILLIS;
      read(0, 0);
    }
    assertEquals(List.of(), windows.pings);
  }

  @Test
  void shrunk_windows_keep_their_budget_until_the_peer_has_used_its_credit() {
    measured();
    roundTripOf(4 * MIB, 0);
    growth.shrink();
    windows.used = -9 * MIB;
    assertEquals(MIB, growth.connectionWindow());
    assertEquals(256 * KIB, growth.streamWindow());
    assertEquals(9 * MIB, growth.growth());
    assertEquals(9 * MIB, budget.granted());
    roundTripOf(64 * KIB, 0);
    assertEquals(9 * MIB - 64 * KIB, budget.granted());
    roundTripOf(4 * MIB, 0); // credit that is left is used first
    assertEquals(10 * MIB, growth.connectionWindow());
    assertEquals(9 * MIB, growth.growth());
    assertEquals(9 * MIB, budget.granted());
  }

  @Test
  void a_review_shrinks_windows_that_are_not_needed_while_the_budget_is_short() {
    WindowBudget small = new WindowBudget(48 * MIB);
    growth = growth(64 * MIB, 0, small);
    measured();
    roundTripOf(4 * MIB, 0);
    growth.review(now + REVIEW);
    growth.review(now + 2 * REVIEW); // enough is left
    assertEquals(10 * MIB, growth.connectionWindow());
    for (int i = 0; i < 3; i++) {
      small.grant(8 * MIB, 0);
    }
    assertTrue(small.isShort());
    growth.review(now + 2 * REVIEW + 1);
    assertEquals(10 * MIB, growth.connectionWindow());
    growth.review(now + 3 * REVIEW);
    assertEquals(MIB, growth.connectionWindow());
  }

  @Test
  void windows_in_use_do_not_shrink() {
    WindowBudget small = new WindowBudget(48 * MIB);
    growth = growth(64 * MIB, 0, small);
    measured();
    roundTripOf(4 * MIB, 0);
    for (int i = 0; i < 3; i++) {
      small.grant(8 * MIB, 0);
    }
    growth.review(now + REVIEW);
    assertEquals(10 * MIB, growth.connectionWindow());
  }

  @Test
  void unread_bytes_shrink_the_window_that_has_grown_at_their_cost() {
    growth = growth(64 * MIB, 32 * MIB, budget);
    measured();
    roundTripOf(16 * MIB, 0);
    assertEquals(25 * MIB, growth.connectionWindow());
    windows.used = 4 * MIB;
    growth.arrived(64 * KIB);
    growth.read(9 * MIB);
    assertEquals(MIB, growth.connectionWindow());
    assertEquals(20 * MIB, growth.growth());
    windows.used = 0; // the peer has used its credit
    roundTripOf(16 * MIB, 28 * MIB);
    roundTripOf(16 * MIB, 28 * MIB);
    assertEquals(MIB + 3 * MIB, growth.connectionWindow());
    assertEquals(3 * MIB, budget.granted());
  }

  @Test
  void nothing_changes_after_the_stop() {
    measured();
    growth.stop();
    roundTripOf(4 * MIB, 0);
    growth.shrink();
    assertEquals(0, windows.changes);
  }

  @Test
  void the_end_gives_all_back() {
    measured();
    roundTripOf(4 * MIB, 0);
    growth.shrink();
    roundTripOf(64 * KIB, 0);
    growth.end();
    assertEquals(0, budget.granted());
  }
}
