package io.github.vertxnghttp2.recording;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LabelsTest {
  @Test
  void are_kept_in_their_order() {
    Labels labels = Labels.with(Labels.with(Labels.with(null, "c", "1"), "a", "2"), "b", "3");

    assertEquals(List.of("c", "a", "b"), List.copyOf(Labels.map(labels).keySet()));
    assertEquals(Map.of("c", "1", "a", "2", "b", "3"), Labels.map(labels));
    assertEquals(Map.of(), Labels.map(null));
  }

  @Test
  void a_later_value_replaces_the_first() {
    Labels two = Labels.with(Labels.with(null, "node", "a"), "kind", "unary");

    assertEquals(Map.of("node", "b", "kind", "unary"), Labels.map(Labels.with(two, "node", "b")));
    assertEquals(Map.of("node", "a", "kind", "unary"), Labels.map(two));
  }

  @Test
  void a_name_is_there_or_not() {
    Labels two = Labels.with(Labels.with(null, "node", "a"), "kind", "unary");

    assertTrue(Labels.has(two, "node") && Labels.has(two, "kind"));
    assertFalse(Labels.has(two, "route") || Labels.has(null, "node"));
  }

  @Test
  void a_full_list_keeps_what_it_has() {
    Labels labels = null;
    for (int i = 0; i < 2 * Labels.MAX_LABELS; i++) {
      labels = Labels.with(labels, "name " + i, "value");
    }
    labels = Labels.with(labels, "name 0", "other");

    Map<String, String> map = Labels.map(labels);
    assertEquals(Labels.MAX_LABELS, map.size());
    assertEquals("other", map.get("name 0"));
    assertEquals("value", map.get("name 15"));
  }

  @Test
  void long_texts_are_cut() {
    Map<String, String> map = Labels.map(Labels.with(null, "n".repeat(1000), "v".repeat(1000)));

    assertEquals(Map.of("n".repeat(Labels.MAX_NAME), "v".repeat(Labels.MAX_VALUE)), map);
  }

  @Test
  void a_label_without_a_value_is_removed() {
    Labels two = Labels.with(Labels.with(null, "node", "a"), "kind", "unary");

    assertEquals(Map.of("kind", "unary"), Labels.map(Labels.with(two, "node", null)));
    assertEquals(Map.of("node", "a"), Labels.map(Labels.with(two, "kind", null)));
    assertSame(two, Labels.with(two, "route", null));
    assertNull(Labels.with(null, "route", null));
  }

  @Test
  void a_label_has_a_name() {
    assertThrows(NullPointerException.class, () -> Labels.with(null, null, "value"));
  }
}
