package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** The bytes that the operating system takes of a connection before it sends them. */
class UnsentBytesTest {
  private static final int LEAST = 16 << 10;
  private static final long FIRST = 128 << 10;
  private static final long MILLISECOND = 1_000_000;

  private final EmbeddedChannel channel = new EmbeddedChannel() {
    @Override
    public ChannelConfig config() {
      return config;
    }
  };
  private final EpollLikeConfig config = new EpollLikeConfig(channel);
  private long now = 1;
  private long taken;

  /** The socket is full so many times, and takes so many bytes between two times. */
  private void full(UnsentBytes unsent, int times, int bytes, long nanoseconds) {
    for (int i = 0; i < times; i++) {
      unsent.full(taken, now);
      now += nanoseconds;
      taken += bytes;
    }
  }

  @Test
  void a_slow_line_gets_the_limit_of_the_option_after_50_milliseconds() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    assertNotNull(unsent);
    full(unsent, 10, 12_500, 5 * MILLISECOND); // 20 Mbit/s
    assertEquals(List.of(FIRST), config.unsentLimits());
    full(unsent, 100, 12_500, 5 * MILLISECOND);
    assertEquals(List.of(FIRST, (long) LEAST), config.unsentLimits());
    assertEquals(LEAST, unsent.limit());
  }

  @Test
  void a_limit_is_what_the_line_takes_in_10_milliseconds_or_half_of_it() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    full(unsent, 100, 50_000, 5 * MILLISECOND); // 80 Mbit/s: 100,000 bytes
    assertEquals(List.of(FIRST, 64L << 10), config.unsentLimits());
  }

  @Test
  void a_fast_line_has_no_limit() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    full(unsent, 100, 100_000, MILLISECOND);
    assertEquals(UnsentBytes.NONE, unsent.limit());
    assertEquals(List.of(FIRST, 0L), config.unsentLimits(), "Linux takes 0 for the default of the machine");
  }

  @Test
  void a_line_may_become_slow_and_fast_again() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    full(unsent, 100, 100_000, MILLISECOND);
    full(unsent, 30, 12_500, 5 * MILLISECOND);
    assertEquals(LEAST, unsent.limit());
    full(unsent, 100, 100_000, MILLISECOND);
    assertEquals(UnsentBytes.NONE, unsent.limit());
  }

  @Test
  void one_burst_does_not_take_the_limit_away() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    full(unsent, 30, 12_500, 5 * MILLISECOND);
    full(unsent, 1, 300_000, MILLISECOND);
    full(unsent, 1, 12_500, 5 * MILLISECOND);
    assertEquals(4 * LEAST, unsent.limit());
    full(unsent, 30, 12_500, 5 * MILLISECOND);
    assertEquals(LEAST, unsent.limit());
  }

  @Test
  void a_time_in_which_there_was_nothing_to_send_does_not_count() {
    UnsentBytes unsent = UnsentBytes.limit(channel, LEAST);
    for (int i = 0; i < 100; i++) {
      full(unsent, 3, 100_000, MILLISECOND);
      unsent.idle();
      now += 1000 * MILLISECOND;
    }
    assertEquals(UnsentBytes.NONE, unsent.limit());
  }

  @Test
  void a_larger_limit_of_the_option_is_the_least() {
    UnsentBytes unsent = UnsentBytes.limit(channel, 1 << 20);
    full(unsent, 30, 12_500, 5 * MILLISECOND);
    assertEquals(1 << 20, unsent.limit());
    full(unsent, 300, 1 << 20, MILLISECOND);
    assertEquals(UnsentBytes.NONE, unsent.limit());
  }

  @Test
  void a_largest_option_does_not_overflow() {
    UnsentBytes unsent = UnsentBytes.limit(channel, Integer.MAX_VALUE);
    full(unsent, 30, 12_500, 5 * MILLISECOND);
    assertEquals(Integer.MAX_VALUE, unsent.limit());
  }

  @Test
  void there_is_no_limit_with_the_option_0_or_a_channel_that_has_none() {
    assertNull(UnsentBytes.limit(channel, 0));
    assertEquals(List.of(), config.unsentLimits());
    assertNull(UnsentBytes.limit(new EmbeddedChannel(), LEAST));
    config.fail();
    assertNull(UnsentBytes.limit(channel, LEAST));
  }
}
