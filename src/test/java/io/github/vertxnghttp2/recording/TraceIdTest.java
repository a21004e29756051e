package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class TraceIdTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @ParameterizedTest
  @CsvSource({
    "traceparent, 00-" + ID + "-00f067aa0ba902b7-01, " + ID,
    "b3, " + ID + "-00f067aa0ba902b7-1, " + ID,
    "b3, a3ce929d0e0e4736-00f067aa0ba902b7, a3ce929d0e0e4736",
    "x-b3-traceid, a3ce929d0e0e4736, a3ce929d0e0e4736",
  })
  void is_read_from_the_field_of_the_tracer(String name, String value, String id) {
    assertEquals(id, TraceId.of(HeaderList.of(":method", "GET", name, value)));
  }

  @ParameterizedTest
  @CsvSource({
    "traceparent, 00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "traceparent, 00-" + ID,
    "traceparent, 00-<script>b34da6a3ce929d0e0e4736aa-00f067aa0ba902b7-01",
    "traceparent, x",
    "b3, 0",
    "x-b3-traceid, zz",
    "accept, */*",
  })
  void anything_else_is_no_id(String name, String value) {
    assertNull(TraceId.of(HeaderList.of(":method", "GET", name, value)));
  }
}
