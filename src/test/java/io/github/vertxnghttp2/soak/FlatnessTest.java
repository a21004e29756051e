package io.github.vertxnghttp2.soak;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FlatnessTest {
  private static final long MIB = Sample.MIB;

  private static Sample holding(long heap, long descriptors) {
    return new Sample(0, heap, 0, 0, 0, descriptors, 0, 0);
  }

  private static List<String> growing(List<Sample> samples) {
    return Flatness.trends(samples).stream().filter(trend -> !trend.isFlat()).map(trend -> trend.measure().name())
      .toList();
  }

  @Test
  void what_stays_the_same_is_flat() {
    assertEquals(List.of(), growing(IntStream.range(0, 4).mapToObj(i -> holding(20 * MIB, 50)).toList()));
  }

  @Test
  void what_grows_from_sample_to_sample_is_found() {
    assertEquals(List.of("heap"), growing(IntStream.range(0, 24).mapToObj(i -> holding((20 + i) * MIB, 50)).toList()));
    assertEquals(List.of("files"), growing(IntStream.range(0, 24).mapToObj(i -> holding(20 * MIB, 50 + i)).toList()));
  }

  @Test
  void what_is_made_while_it_warms_up_is_no_growth() {
    assertEquals(List.of(), growing(IntStream.range(0, 24).mapToObj(i -> holding(20 * MIB + Math.min(i, 6) * 5 * MIB,
      50))
      .toList()));
  }

  @Test
  void a_single_high_sample_is_no_growth() {
    assertEquals(List.of(), growing(IntStream.range(0, 24).mapToObj(i -> holding((i == 22 ? 90 : 20) * MIB, 50))
      .toList()));
  }

  @Test
  void what_was_not_given_back_in_the_end_is_found() {
    assertEquals(List.of("files"), Flatness.trends(holding(20 * MIB, 50), holding(21 * MIB, 54)).stream()
      .filter(trend -> !trend.isFlat()).map(trend -> trend.measure().name()).toList());
  }
}
