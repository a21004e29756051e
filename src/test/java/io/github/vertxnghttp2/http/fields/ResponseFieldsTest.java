package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Lists of fields have room for as many fields as earlier responses had. */
class ResponseFieldsTest {
  private static final com.sun.management.ThreadMXBean THREADS =
    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MANY = 10_000;
  /** Of a list for 64 fields. */
  private static final int BYTES_MAX = 2048;

  private final ResponseFields responses = new ResponseFields();

  private static HeaderList fields(int count) {
    HeaderList fields = new HeaderList();
    for (int i = 0; i < count; i++) {
      fields.add("name-" + i, "value");
    }
    return fields;
  }

  private long allocatedBytes() {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    FieldMap made = responses.make();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(made.isEmpty());
    return bytes;
  }

  @Test
  void a_list_has_room_for_the_fields_of_the_response_before() {
    HeaderList twenty = fields(20);
    responses.sent(twenty);
    bytesOfAdding(twenty); // loads classes
    assertEquals(0, bytesOfAdding(twenty));
  }

  private long bytesOfAdding(HeaderList fields) {
    FieldMap made = responses.make();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < fields.size(); i++) {
      made.add(fields.name(i), fields.value(i));
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void a_response_with_very_many_fields_does_not_make_later_lists_large() {
    allocatedBytes();
    responses.sent(fields(MANY));
    assertTrue(allocatedBytes() < BYTES_MAX);
  }

  @Test
  void lists_become_small_again() {
    responses.sent(fields(60));
    long large = allocatedBytes();
    for (int i = 0; i < 60; i++) {
      responses.sent(fields(1));
    }
    assertTrue(allocatedBytes() < large);
  }
}
