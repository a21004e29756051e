package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class SentFieldsTest {

  @Test
  void spaces_and_tabs_around_values_are_not_sent() {
    HeaderList given = new HeaderList().add(":path", "/a ").add("a", " \tx y\t ").add("b", " ", true).add("c", "z ")
      .add("c", "").add("d", "e", true);
    HeaderList sent = new HeaderList().add(":path", "/a ").add("a", "x y").add("b", "", true).add("c", "z")
      .add("c", "").add("d", "e", true);
    assertEquals(sent, SentFields.of(new FieldMap(given)));
  }

  @Test
  void fields_of_connections_are_not_sent() {
    HeaderList given = HeaderList.of("connection", "keep-alive", "a", "b", "transfer-encoding", "chunked");
    assertEquals(HeaderList.of("a", "b"), SentFields.of(new FieldMap(given)));
  }

  @Test
  void a_list_of_which_all_is_sent_is_not_copied() {
    HeaderList given = HeaderList.of("a", "b c");
    assertSame(given, SentFields.of(new FieldMap(given)));
  }
}
