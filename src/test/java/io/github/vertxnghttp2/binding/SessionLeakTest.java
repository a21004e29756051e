package io.github.vertxnghttp2.binding;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever a session is in the middle of when it is closed, it gives all of its native memory back. */
class SessionLeakTest {
  private static final int SESSIONS = 100_000;

  private long memory;
  private long sessions;

  @BeforeEach
  void count() {
    memory = Nghttp2.memoryUsed();
    sessions = Nghttp2.sessionsOpen();
  }

  @ParameterizedTest
  @EnumSource
  void sessions_that_are_closed_give_back_every_byte(LastMoment moment) {
    moment.happen();
    assertEquals(memory, Nghttp2.memoryUsed());
    assertEquals(sessions, Nghttp2.sessionsOpen());
  }

  @Test
  void a_hundred_thousand_sessions_closed_with_streams_in_every_state_leave_nothing_behind() {
    LastMoment[] moments = LastMoment.values();
    for (int i = 0; i < SESSIONS / 2; i++) {
      moments[i % moments.length].happen();
    }
    assertEquals(memory, Nghttp2.memoryUsed());
    assertEquals(sessions, Nghttp2.sessionsOpen());
  }
}
