package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.impl.limits.KeepAlive.Action;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** When a PING is sent, and when the peer counts as dead. Times are in seconds. */
class KeepAliveTest {
  private static final long START = Long.MAX_VALUE; // a clock may overflow
  private final Http2Options options = new Http2Options().setKeepAliveInterval(60_000).setKeepAliveTimeout(20_000);
  private KeepAlive keepAlive = begin();

  private KeepAlive begin() {
    KeepAlive begun = new KeepAlive(options);
    begun.heard(at(0));
    return begun;
  }

  private static long at(int seconds) {
    return START + TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void a_silent_peer_with_a_stream_gets_a_ping_after_the_interval_and_is_dead_after_the_timeout() {
    assertEquals(Action.NOTHING, keepAlive.check(at(60), true));
    assertEquals(Action.PING, keepAlive.check(at(61), true));
    assertEquals(Action.NOTHING, keepAlive.check(at(81), true));
    assertEquals(Action.END, keepAlive.check(at(82), true));
  }

  @Test
  void anything_that_comes_after_a_ping_counts_as_an_acknowledgement() {
    assertEquals(Action.PING, keepAlive.check(at(61), true));
    keepAlive.heard(at(80));
    assertEquals(Action.NOTHING, keepAlive.check(at(82), true));
    assertEquals(Action.PING, keepAlive.check(at(141), true));
  }

  @Test
  void without_streams_no_ping_is_sent() {
    assertEquals(Action.NOTHING, keepAlive.check(at(1_000), false));
  }

  @Test
  void without_streams_a_ping_is_sent_if_the_options_say_so() {
    options.setKeepAliveWithoutStreams(true);
    keepAlive = begin();
    assertEquals(Action.PING, keepAlive.check(at(61), false));
    assertEquals(Action.END, keepAlive.check(at(82), false));
  }

  @Test
  void a_ping_is_sent_if_a_stream_has_closed_without_anything_from_the_peer() {
    assertEquals(Action.NOTHING, keepAlive.check(at(1), true));
    assertEquals(Action.PING, keepAlive.check(at(61), false));
    assertEquals(Action.END, keepAlive.check(at(82), false));
  }

  @Test
  void the_interval_begins_before_the_stream() {
    assertEquals(Action.NOTHING, keepAlive.check(at(600), false));
    assertEquals(Action.PING, keepAlive.check(at(601), true));
  }

  @Test
  void an_aborted_request_sends_a_ping_at_once_but_only_one_per_interval() {
    assertEquals(Action.PING, keepAlive.requestAborted(at(5)));
    assertEquals(Action.NOTHING, keepAlive.requestAborted(at(6)));
    keepAlive.heard(at(7));
    assertEquals(Action.NOTHING, keepAlive.requestAborted(at(8)));
    assertEquals(Action.NOTHING, keepAlive.requestAborted(at(65)));
    assertEquals(Action.PING, keepAlive.requestAborted(at(66)));
    assertEquals(Action.END, keepAlive.check(at(87), false));
  }

  @Test
  void an_aborted_request_sends_no_ping_if_the_peer_was_just_heard() {
    keepAlive.heard(at(5));
    assertEquals(Action.NOTHING, keepAlive.requestAborted(at(5)));
  }

  @Test
  void a_ping_of_the_user_must_also_be_acknowledged_in_time() {
    keepAlive.asked(at(5));
    assertEquals(Action.NOTHING, keepAlive.check(at(25), false));
    assertEquals(Action.END, keepAlive.check(at(26), false));
  }

  @Test
  void further_pings_of_the_user_do_not_extend_the_timeout() {
    keepAlive.asked(at(5));
    keepAlive.asked(at(20));
    assertEquals(Action.END, keepAlive.check(at(26), false));
  }

  @Test
  void without_an_interval_no_ping_is_sent() {
    options.setKeepAliveInterval(0);
    keepAlive = begin();
    assertEquals(Action.NOTHING, keepAlive.check(at(1_000), true));
    assertEquals(Action.NOTHING, keepAlive.requestAborted(at(1_001)));
  }
}
