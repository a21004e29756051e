package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.impl.limits.KeepAlive.Action;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** When a PING asks, and when the peer counts as gone; times are in seconds. */
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
  void a_silent_peer_with_a_stream_is_asked_after_the_interval_and_gone_after_the_timeout() {
    assertEquals(Action.NOTHING, keepAlive.check(at(60), true));
    assertEquals(Action.PING, keepAlive.check(at(61), true));
    assertEquals(Action.NOTHING, keepAlive.check(at(81), true));
    assertEquals(Action.END, keepAlive.check(at(82), true));
  }

  @Test
  void anything_that_comes_is_an_answer() {
    assertEquals(Action.PING, keepAlive.check(at(61), true));
    keepAlive.heard(at(80));
    assertEquals(Action.NOTHING, keepAlive.check(at(82), true));
    assertEquals(Action.PING, keepAlive.check(at(141), true));
  }

  @Test
  void a_peer_that_owes_nothing_is_not_asked() {
    assertEquals(Action.NOTHING, keepAlive.check(at(1_000), false));
  }

  @Test
  void a_peer_that_owes_nothing_is_asked_if_the_options_say_so() {
    options.setKeepAliveWithoutStreams(true);
    keepAlive = begin();
    assertEquals(Action.PING, keepAlive.check(at(61), false));
    assertEquals(Action.END, keepAlive.check(at(82), false));
  }

  @Test
  void a_peer_that_did_not_answer_a_stream_that_is_closed_by_now_is_asked() {
    assertEquals(Action.NOTHING, keepAlive.check(at(1), true));
    assertEquals(Action.PING, keepAlive.check(at(61), false));
    assertEquals(Action.END, keepAlive.check(at(82), false));
  }

  @Test
  void silence_before_a_stream_counts() {
    assertEquals(Action.NOTHING, keepAlive.check(at(600), false));
    assertEquals(Action.PING, keepAlive.check(at(601), true));
  }

  @Test
  void a_request_that_is_given_up_asks_at_once_but_only_once_in_an_interval() {
    assertEquals(Action.PING, keepAlive.givenUp(at(5)));
    assertEquals(Action.NOTHING, keepAlive.givenUp(at(6)));
    keepAlive.heard(at(7));
    assertEquals(Action.NOTHING, keepAlive.givenUp(at(8)));
    assertEquals(Action.NOTHING, keepAlive.givenUp(at(65)));
    assertEquals(Action.PING, keepAlive.givenUp(at(66)));
    assertEquals(Action.END, keepAlive.check(at(87), false));
  }

  @Test
  void a_request_that_is_given_up_does_not_ask_a_peer_that_was_heard_just_now() {
    keepAlive.heard(at(5));
    assertEquals(Action.NOTHING, keepAlive.givenUp(at(5)));
  }

  @Test
  void a_ping_of_the_user_is_to_be_answered_in_time_too() {
    keepAlive.asked(at(5));
    assertEquals(Action.NOTHING, keepAlive.check(at(25), false));
    assertEquals(Action.END, keepAlive.check(at(26), false));
  }

  @Test
  void further_pings_of_the_user_do_not_put_the_end_off() {
    keepAlive.asked(at(5));
    keepAlive.asked(at(20));
    assertEquals(Action.END, keepAlive.check(at(26), false));
  }

  @Test
  void without_an_interval_nothing_asks() {
    options.setKeepAliveInterval(0);
    keepAlive = begin();
    assertEquals(Action.NOTHING, keepAlive.check(at(1_000), true));
    assertEquals(Action.NOTHING, keepAlive.givenUp(at(1_001)));
  }
}
