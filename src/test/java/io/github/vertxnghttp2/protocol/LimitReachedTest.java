package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.FrameLimit;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.limits.Limit.Consequence;
import io.github.vertxnghttp2.limits.Limit.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitReachedTest {

  @ParameterizedTest
  @EnumSource(FrameLimit.class)
  void a_peer_that_passes_a_limit_of_frames_is_disconnected_with_the_setting_and_its_value(FrameLimit limit) {
    LimitReached reached = LimitReached.of(limit.limit(), 7);
    assertEquals(limit.limit(), reached.limit());
    assertTrue(reached.text().startsWith("more than " + limit.limit().key() + " = 7 "), reached.text());
    assertEquals(Consequence.DISCONNECTED, reached.consequence());
  }

  @Test
  void the_native_side_counts_every_limit_of_frames() {
    Set<Limit> frames = new HashSet<>(Limit.of(Options.LIMITS));
    frames.remove(Limit.MAX_UNREAD_BYTES);
    assertEquals(frames, new HashSet<>(Arrays.stream(FrameLimit.values()).map(FrameLimit::limit).toList()));
  }
}
