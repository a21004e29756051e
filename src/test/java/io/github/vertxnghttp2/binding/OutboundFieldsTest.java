package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutboundFieldsTest {
  private final OutboundFields fields = new OutboundFields();

  /** What a client receives as the response's fields. */
  private HeaderList sent() {
    try (SessionPair pair = new SessionPair()) {
      int id = pair.client.session.submitRequest(
        HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "example.com", ":path", "/"), true);
      pair.exchange();
      pair.server.session.submitResponse(id, 200, fields, true);
      pair.exchange();
      return pair.client.events.headers.get(id).remove(":status");
    }
  }

  @Test
  void a_hundred_fields_arrive_in_the_order_in_which_they_were_put_sent_again_or_not() {
    HeaderList expected = new HeaderList();
    for (int i = 0; i < 100; i++) {
      expected.add("x-" + i, "value " + i % 7);
    }
    for (int round = 0; round < 3; round++) {
      OutboundFieldsTest again = new OutboundFieldsTest();
      expected.forEach(field -> again.fields.put(field.name(), field.value()));
      assertEquals(expected, again.sent());
    }
  }

  @Test
  void a_field_that_is_put_again_replaces_the_first_where_it_stands_whatever_the_case_of_its_name() {
    for (int i = 0; i < 40; i++) {
      fields.put("x-" + i, "old");
    }
    fields.put("X-17", "new");
    HeaderList sent = sent();
    assertEquals(40, sent.size());
    assertEquals("x-17", sent.name(17));
    assertEquals("new", sent.value(17));
  }

  @Test
  void the_list_has_what_was_put_and_what_is_changed_there_is_sent() {
    fields.put("Content-Type", "text/plain");
    fields.put("x-a", "1");
    HeaderList list = fields.list();
    assertEquals(HeaderList.of("Content-Type", "text/plain", "x-a", "1"), list);
    list.add("x-a", "2");
    fields.put("content-type", "text/html");
    assertEquals(HeaderList.of("content-type", "text/html", "x-a", "1", "x-a", "2"), sent());
  }

  @Test
  void a_name_is_found_in_any_case_before_and_after_the_list_was_asked_for() {
    assertFalse(fields.contains("content-length"));
    fields.put("Content-Length", "13");
    assertTrue(fields.contains("content-length"));
    fields.list();
    assertTrue(fields.contains("CONTENT-LENGTH"));
  }

  @Test
  void the_list_may_be_asked_for_while_another_thread_sends_the_fields() {
    fields.put("x-a", "1");
    fields.put("x-b", "2");
    assertNull(fields.madeList());
    assertEquals("1", fields.fields()[0].value());
    assertEquals(HeaderList.of("x-a", "1", "x-b", "2"), fields.list());
    assertEquals("2", fields.fields()[1].value());
    assertEquals(HeaderList.of("x-a", "1", "x-b", "2"), sent());
  }

  @ParameterizedTest
  @CsvSource({"x-a,'bad\nvalue'", "x-a,' blank first'", "'bad name',x", "'',x", ":path,/", "connection,close",
    "Transfer-Encoding,chunked"})
  void a_field_that_may_not_be_sent_is_refused_each_time_and_leaves_nothing_behind(String name, String value) {
    fields.put("x-b", "ok");
    for (int i = 0; i < 3; i++) {
      assertThrows(IllegalArgumentException.class, () -> fields.put(name, value));
    }
    assertEquals(HeaderList.of("x-b", "ok"), sent());
  }
}
