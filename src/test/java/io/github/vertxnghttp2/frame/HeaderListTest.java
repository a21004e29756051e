package io.github.vertxnghttp2.frame;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeaderListTest {
  @Test
  void fields_stay_in_order_and_names_may_repeat() {
    HeaderList list = HeaderList.of(":status", "200", "set-cookie", "a=1", "x", "y", "set-cookie", "b=2");
    assertEquals(4, list.size());
    assertEquals("a=1", list.get("set-cookie"));
    assertEquals(List.of("a=1", "b=2"), list.getAll("set-cookie"));
    assertEquals("set-cookie", list.name(3));
    assertEquals("b=2", list.value(3));
    List<Header> seen = new ArrayList<>();
    list.forEach(seen::add);
    assertEquals(new Header(":status", "200"), seen.get(0));
    assertEquals(4, seen.size());
  }

  @Test
  void lookups_fold_ascii_case_and_nothing_else() {
    HeaderList list = HeaderList.of("Content-Type", "text/plain", "token", "1");
    assertEquals("text/plain", list.get("content-type"));
    assertEquals("Content-Type", list.name(0));
    assertTrue(list.contains("CONTENT-TYPE"));
    assertFalse(list.contains("to\u212Aen"));
    assertFalse(HeaderList.of("a[", "1").contains("a{"));
    assertNull(list.get("content-typ"));
    assertEquals(List.of(), list.getAll("missing"));
  }

  @Test
  void a_list_grows_from_any_capacity() {
    for (int capacity : new int[] {0, 1, 3, 100}) {
      HeaderList list = new HeaderList(capacity);
      for (int i = 0; i < 50; i++) {
        list.add("n" + i, "v" + i);
      }
      assertEquals(50, list.size());
      assertEquals("v49", list.get("N49"));
    }
  }

  @Test
  void set_replaces_the_first_in_place_and_removes_the_others() {
    HeaderList list = HeaderList.of("a", "1", "b", "2", "A", "3", "c", "4", "a", "5").set("a", "new");
    assertEquals(HeaderList.of("a", "new", "b", "2", "c", "4"), list);
    assertEquals(HeaderList.of("a", "new", "b", "2", "c", "4", "d", "6"), list.set("d", "6"));
  }

  @Test
  void remove_takes_out_one_field_by_its_index() {
    HeaderList list = new HeaderList().add("a", "1").add("b", "2", true).add("a", "3").add("c", "4", true);
    list.remove(0);
    assertEquals(new HeaderList().add("b", "2", true).add("a", "3").add("c", "4", true), list);
    list.remove(1);
    list.remove(1);
    assertEquals(new HeaderList().add("b", "2", true), list);
    assertThrows(IndexOutOfBoundsException.class, () -> list.remove(1));
  }

  @Test
  void the_first_fields_are_removed_together() {
    HeaderList list = HeaderList.of("a", "1", "b", "2", "c", "3").add("d", "4", true);
    assertEquals(HeaderList.of("c", "3").add("d", "4", true), list.removeFirst(2));
    assertTrue(list.isSensitive(1));
    assertEquals("5", list.removeFirst(0).add("e", "5").get("e"));
    assertTrue(list.removeFirst(3).isEmpty());
    assertThrows(IndexOutOfBoundsException.class, () -> list.removeFirst(1));
  }

  @Test
  void remove_takes_out_every_field_of_a_name() {
    HeaderList list = HeaderList.of("a", "1", "b", "2", "A", "3").remove("a").remove("missing");
    assertEquals(HeaderList.of("b", "2"), list);
    assertTrue(list.remove("b").isEmpty());
  }

  @Test
  void sensitivity_moves_with_its_field() {
    HeaderList list = new HeaderList().add("a", "1").add("b", "2", true).add("c", "3").add("d", "4", true);
    list.remove("a");
    assertTrue(list.isSensitive(0));
    assertFalse(list.isSensitive(1));
    assertTrue(list.isSensitive(2));
    list.set("b", "public");
    assertFalse(list.isSensitive(0));
    list.remove("d").add("e", "5");
    assertFalse(list.isSensitive(2));
    assertTrue(list.set("e", "6", true).isSensitive(2));
    assertFalse(list.clear().add("f", "7").isSensitive(0));
  }

  @Test
  void equality_looks_at_order_case_and_sensitivity() {
    HeaderList list = HeaderList.of("a", "1", "b", "2");
    assertEquals(list, new HeaderList(9).add("a", "1").add("b", "2"));
    assertEquals(list.hashCode(), new HeaderList(9).add("a", "1").add("b", "2").hashCode());
    assertEquals(list, list.copy().add("c", "3", true).remove("c"));
    assertNotEquals(list, HeaderList.of("b", "2", "a", "1"));
    assertNotEquals(list, HeaderList.of("A", "1", "b", "2"));
    assertNotEquals(list, new HeaderList().add("a", "1").add("b", "2", true));
    assertNotEquals(new HeaderList().add("a", "1").add("b", "2", true), list);
    assertNotEquals(list, HeaderList.of("a", "1"));
  }

  @Test
  void a_copy_is_independent() {
    HeaderList list = new HeaderList().add("a", "1", true);
    HeaderList copy = list.copy();
    assertEquals(list, copy);
    copy.set("a", "2");
    assertEquals("1", list.get("a"));
    assertTrue(list.isSensitive(0));
    assertTrue(new HeaderList().copy().add("x", "y").contains("x"));
  }

  @Test
  void wrap_uses_the_array_and_of_copies_it() {
    String[] array = {"a", "1", "b", "2", null, null};
    HeaderList wrapped = HeaderList.wrap(array, 2);
    assertEquals(HeaderList.of("a", "1", "b", "2"), wrapped);
    wrapped.add("c", "3");
    assertSame("c", array[4]);
    String[] strings = {"a", "1"};
    HeaderList list = HeaderList.of(strings);
    strings[1] = "changed";
    assertEquals("1", list.get("a"));
  }

  @Test
  void sensitive_values_are_not_shown() {
    HeaderList list = HeaderList.of(":path", "/").add("authorization", "secret", true);
    assertEquals("[:path: /, authorization: (sensitive)]", list.toString());
  }

  @Test
  void misuse_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> HeaderList.of("a", "1", "b"));
    assertThrows(NullPointerException.class, () -> HeaderList.of("a", null));
    assertThrows(NullPointerException.class, () -> new HeaderList().add("a", null));
    assertThrows(NullPointerException.class, () -> new HeaderList().set("a", null));
    assertThrows(IndexOutOfBoundsException.class, () -> HeaderList.wrap(new String[3], 2));
    HeaderList list = new HeaderList(4).add("a", "1");
    assertThrows(IndexOutOfBoundsException.class, () -> list.name(1));
    assertThrows(IndexOutOfBoundsException.class, () -> list.isSensitive(1));
    Iterator<Header> fields = list.iterator();
    fields.next();
    assertThrows(NoSuchElementException.class, fields::next);
    assertThrows(UnsupportedOperationException.class, fields::remove);
  }
}
