package io.github.vertxnghttp2.protocol.window;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ArrivalRateTest {
  private final ArrivalRate rate = new ArrivalRate();

  @Test
  void bytes_of_the_last_round_trip_count() {
    assertEquals(1000, rate.arrived(1000, 0, 80));
    assertEquals(1300, rate.arrived(300, 79, 80));
    assertEquals(500, rate.arrived(200, 80, 80));
    assertEquals(600, rate.arrived(100, 149, 80));
    assertEquals(310, rate.arrived(10, 150, 80));
  }

  @Test
  void older_bytes_do_not_count() {
    assertEquals(1000, rate.arrived(1000, 0, 80));
    assertEquals(500, rate.arrived(500, 400, 80));
  }

  @Test
  void nothing_is_known_before_the_round_trip_is() {
    assertEquals(-1, rate.arrived(1000, 0, 0));
    assertEquals(500, rate.arrived(500, 50, 80));
  }

  @Test
  void a_round_trip_of_a_few_nanoseconds_counts_too() {
    assertEquals(1000, rate.arrived(1000, 0, 1));
    assertEquals(1500, rate.arrived(500, 7, 1));
    assertEquals(500, rate.arrived(500, 20, 1));
  }
}
