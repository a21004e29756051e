package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.LongLine.Body;
import io.github.vertxnghttp2.protocol.window.WindowBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Receive windows of connections with a long line between them. Each test is for downloads and for uploads. */
class GrowingWindowsTest {
  private static final long GBIT = 1_000_000_000 / 8;
  private static final int MIB = 1 << 20;
  private static final int MAX_UNREAD = 32 * MIB;
  private static final int MAX_WINDOW = 32 * MIB;
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(100);

  private final WindowBudget budget = new WindowBudget(1L << 30);
  private LongLine line;

  private void open(long roundTrip, long bytesPerSecond) {
    open(roundTrip, bytesPerSecond, MAX_WINDOW, budget);
  }

  private void open(long roundTrip, long bytesPerSecond, int maxWindow, WindowBudget shared) {
    line = new LongLine(roundTrip, bytesPerSecond, MAX_UNREAD, maxWindow, shared);
    line.runUntilQuiet();
  }

  @AfterEach
  void close() {
    line.close();
    assertEquals(0, budget.granted());
  }

  private Body whole(boolean down, long size) {
    Body body = line.transfer(down, size);
    line.runUntil(() -> body.ended);
    assertEquals(size, body.received);
    return body;
  }

  private ConnectionWindows windows(boolean down) {
    return line.receiver(down).windows();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_stream_fills_a_long_fast_line(boolean down) {
    open(LONG, GBIT);
    double nanos = 200.0 * MIB * 1e9 / GBIT;
    Body first = whole(down, 200 * MIB);
    double late = (first.lastAt - first.firstAt - nanos) / LONG;
    assertTrue(late < 10, late + " round trips until the windows had grown");
    Body second = whole(down, 200 * MIB);
    assertTrue(second.speed() > 0.9 * GBIT, second.speed() + " bytes in a second; first " + late + " late");
    assertTrue(windows(down).roundTrip() >= LONG && windows(down).roundTrip() < LONG * 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void windows_that_do_not_grow_allow_one_window_in_a_round_trip(boolean down) {
    open(LONG, GBIT, 0, budget);
    Body body = whole(down, 8 * MIB);
    assertTrue(body.speed() < 0.03 * GBIT, "bytes in a second: " + body.speed());
    assertEquals(List.of(), line.receiverPings(down).sent);
    assertEquals(LongLine.CONNECTION_WINDOW, windows(down).connectionWindow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_slow_line_needs_no_larger_window(boolean down) {
    open(TimeUnit.MILLISECONDS.toNanos(20), GBIT / 100); // 25 KB in a round trip
    whole(down, 8 * MIB);
    assertEquals(LongLine.CONNECTION_WINDOW, windows(down).connectionWindow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_window_of_a_paused_reader_does_not_grow(boolean down) {
    open(LONG, GBIT);
    Body fast = line.transfer(down, 128 * MIB);
    Body paused = line.transfer(down, 64 * MIB);
    paused.reading = false;
    line.runUntil(() -> fast.ended);
    assertTrue(windows(down).connectionWindow() > 8 * MIB, windows(down).connectionWindow() + " bytes");
    assertEquals(LongLine.STREAM_WINDOW, paused.received);
    Body late = line.transfer(down, 64 * MIB);
    late.reading = false;
    line.runUntilQuiet();
    assertEquals(LongLine.STREAM_WINDOW, late.received);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_reader_that_was_paused_gets_a_larger_window_when_it_reads_again(boolean down) {
    open(LONG, GBIT);
    whole(down, 64 * MIB);
    Body body = line.transfer(down, 64 * MIB);
    body.reading = false;
    line.runUntilQuiet();
    assertEquals(LongLine.STREAM_WINDOW, body.received);
    body.readOn();
    line.runUntil(() -> body.ended);
    assertEquals(64 * MIB, body.received);
    assertTrue(body.speed() > 0.5 * GBIT, body.speed() + " bytes in a second, the pause included");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readers_that_stop_hold_no_more_than_the_limit_and_the_start_window(boolean down) {
    open(LONG, GBIT);
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bodies.add(line.transfer(down, 32 * MIB));
    }
    line.runUntil(() -> windows(down).connectionWindow() > 20 * MIB);
    bodies.forEach(body -> body.reading = false);
    line.runUntilQuiet();
    long unread = line.receiver(down).unreadBytes();
    assertTrue(unread > 8 * MIB, unread + " bytes are unread");
    assertTrue(unread <= MAX_UNREAD + LongLine.CONNECTION_WINDOW, unread + " bytes are unread");
    bodies.forEach(Body::readOn);
    line.runUntil(() -> bodies.stream().allMatch(body -> body.ended));
    bodies.forEach(body -> assertEquals(32 * MIB, body.received));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_very_long_round_trip_lets_no_window_grow_beyond_its_limits(boolean down) {
    open(TimeUnit.SECONDS.toNanos(20), GBIT);
    whole(down, 100 * MIB);
    assertTrue(windows(down).connectionWindow() <= LongLine.CONNECTION_WINDOW + MAX_UNREAD / 4 * 3,
      windows(down).connectionWindow() + " bytes");
  }

  @Test
  void the_budget_limits_all_connections_together() {
    WindowBudget small = new WindowBudget(4 * MIB);
    List<LongLine> lines = new ArrayList<>();
    long windows = 0;
    for (int i = 0; i < 5; i++) {
      open(LONG, GBIT, MAX_WINDOW, small);
      lines.add(line);
      whole(false, 16 * MIB);
      windows += windows(false).connectionWindow() - LongLine.CONNECTION_WINDOW;
      assertEquals(windows, small.granted());
      assertTrue(windows <= 4 * MIB, windows + " bytes");
      assertTrue(windows(false).connectionWindow() > LongLine.CONNECTION_WINDOW, "one connection has it all");
    }
    lines.remove(line);
    lines.forEach(LongLine::close);
    assertEquals(line.server.windows().connectionWindow() - LongLine.CONNECTION_WINDOW, small.granted());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void few_pings_are_sent_and_only_while_data_arrives(boolean down) {
    open(LONG, GBIT / 100);
    for (int i = 0; i < 1000; i++) {
      whole(down, 100); // 100 KB in 100 s
    }
    assertEquals(0, line.receiverPings(down).sent.size());
    long from = line.now;
    whole(down, 50 * MIB); // for 42 s
    long tens = TimeUnit.NANOSECONDS.toSeconds(line.now - from) / 10;
    int pings = line.receiverPings(down).sent.size();
    assertTrue(pings >= 2 && pings <= 2 + tens, pings + " PINGs in " + tens + " times 10 s");
    assertEquals(0, line.receiverPings(!down).sent.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_window_that_the_user_sets_stays_as_it_is(boolean down) {
    open(LONG, GBIT);
    line.receiver(down).windowSize(2 * MIB);
    whole(down, 32 * MIB);
    assertEquals(2 * MIB, windows(down).connectionWindow());
    assertEquals(List.of(), line.receiverPings(down).sent);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stream_windows_that_the_user_sets_stay_as_they_are(boolean down) {
    open(LONG, GBIT);
    line.receiver(down).settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 128 << 10});
    Body body = whole(down, 8 * MIB);
    assertTrue(body.speed() < 0.015 * GBIT, "bytes in a second: " + body.speed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void windows_shrink_while_all_connections_hold_too_many_bytes(boolean down) {
    open(LONG, GBIT);
    whole(down, 64 * MIB);
    assertTrue(windows(down).connectionWindow() > 8 * MIB);
    windows(down).hold(true);
    assertEquals(LongLine.CONNECTION_WINDOW, windows(down).connectionWindow());
    assertTrue(budget.granted() > 8 * MIB, "the client still has the credit");
    windows(down).hold(false);
    Body body = line.transfer(down, 64 * MIB);
    line.runUntil(() -> body.received > 0);
    assertFalse(body.ended);
    line.runUntil(() -> body.ended);
    assertEquals(64 * MIB, body.received);
  }

  /** @param body of 512 MiB, whose window has grown */
  private void assertStopsNoOther(Body body, boolean down) {
    body.reading = false;
    line.runUntilQuiet();
    assertFalse(body.ended);
    Body other = line.transfer(down, 64 * MIB);
    line.runUntil(() -> other.ended);
    assertEquals(64 * MIB, other.received);
    assertTrue(line.receiver(down).unreadBytes() <= MAX_UNREAD + LongLine.CONNECTION_WINDOW);
    body.readOn();
    line.runUntil(() -> body.ended);
    assertEquals(512L * MIB, body.received);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_stream_that_is_paused_after_its_window_has_grown_stops_no_other_stream(boolean down) {
    open(LONG, GBIT);
    Body paused = line.transfer(down, 512 * MIB);
    line.runUntil(() -> paused.received > 200 * MIB);
    assertStopsNoOther(paused, down);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_window_that_the_user_sets_gives_the_growth_back(boolean down) {
    open(LONG, GBIT);
    whole(down, 64 * MIB);
    assertTrue(budget.granted() > 8 * MIB, budget.granted() + " bytes");
    line.receiver(down).windowSize(LongLine.CONNECTION_WINDOW);
    assertEquals(0, budget.granted());
    whole(down, 64 * MIB);
    assertEquals(0, budget.granted());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_paused_stream_stops_no_other_stream_after_the_user_has_set_windows_of_streams(boolean down) {
    open(LONG, GBIT);
    Body paused = line.transfer(down, 512 * MIB);
    line.runUntil(() -> paused.received > 200 * MIB);
    line.receiver(down).settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 512 << 10});
    assertStopsNoOther(paused, down);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_largest_initial_window_is_allowed_after_windows_have_grown(boolean down) {
    open(LONG, GBIT);
    Body body = line.transfer(down, 256 * MIB);
    line.runUntil(() -> body.received > 100 * MIB);
    line.receiver(down).settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), Integer.MAX_VALUE});
    line.runUntil(() -> body.ended);
    assertEquals(256L * MIB, body.received);
  }
}
