package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.binding.FrameLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitReachedTest {

  @ParameterizedTest
  @EnumSource(FrameLimit.class)
  void a_limit_is_told_by_a_setting_that_there_is_with_its_value(FrameLimit limit) {
    LimitReached reached = LimitReached.of(limit, 7);
    assertTrue(new Http2Limits().toJson().containsKey(reached.setting()), reached.setting());
    assertTrue(reached.text().contains(reached.setting() + " = 7 "), reached.text());
    assertEquals(LimitReached.Consequence.DISCONNECTED, reached.consequence());
  }

  @Test
  void the_metrics_count_every_setting() {
    assertTrue(Http2Metrics.LIMITS.containsAll(new Http2Limits().toJson().fieldNames()));
  }
}
