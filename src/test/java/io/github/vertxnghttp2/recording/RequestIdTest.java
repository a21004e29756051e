package io.github.vertxnghttp2.recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class RequestIdTest {
  @ParameterizedTest
  @CsvSource({"node, 17, 5, node/17/5", "'', 17, 5, -/17/5", "a/b, 1, 2147483647, a/b/1/2147483647"})
  void the_text_is_read_again(String node, long connection, int streamId, String text) {
    RequestId id = new RequestId(node, connection, streamId);

    assertEquals(text, id.toString());
    assertEquals(id, RequestId.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", "/1/2", "node", "node/1", "node/1/", "node//1", "node/x/1", "node/1/x",
    "node/1/99999999999"})
  void any_other_text_is_none(String text) {
    assertNull(RequestId.parse(text));
  }

  @Test
  void numbers_are_not_taken_from_the_node() {
    assertEquals(new RequestId("1/2", 3, 4), RequestId.parse("1/2/3/4"));
  }
}
