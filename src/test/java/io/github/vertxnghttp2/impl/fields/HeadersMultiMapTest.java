package io.github.vertxnghttp2.impl.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.Seeds;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each call is made on our map and on that of Vert.x, and must have the same result. */
class HeadersMultiMapTest {
  private static final String[] NAMES = {"a", "A", "x-long", "X-Long", "b"};
  private static final String[] VALUES = {"", "1", "two", "TWO"};
  private static final String NULL = null;
  private static final CharSequence NULL_CHARS = null;

  private MultiMap ours = new HeadersMultiMap(new HeaderList(), true);
  private MultiMap theirs = MultiMap.caseInsensitiveMultiMap();

  private static Object outcome(MultiMap map, Function<MultiMap, Object> call) {
    try {
      Object result = call.apply(map);
      return result == map ? "itself" : result;
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  /** The values of each name, in their order. */
  private static Map<String, List<String>> content(MultiMap map) {
    Map<String, List<String>> content = new TreeMap<>();
    for (Map.Entry<String, String> field : map) {
      content.computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>()).add(field.getValue());
    }
    return content;
  }

  private static Set<String> lower(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  private void same(Function<MultiMap, Object> call) {
    assertEquals(outcome(theirs, call), outcome(ours, call));
    assertEquals(content(theirs), content(ours));
  }

  private static Object entries(List<Map.Entry<String, String>> entries) {
    return entries.stream().map(e -> e.getKey().toLowerCase(Locale.ROOT) + "=" + e.getValue()).toList();
  }

  private void fill() {
    same(map -> map.add("a", "1").add("A", "two").add("b", ""));
  }

  @Test
  void fields_are_found_by_names_in_any_case() {
    fill();
    for (String name : NAMES) {
      same(map -> map.get(name));
      same(map -> map.get((CharSequence) new StringBuilder(name)));
      same(map -> map.getAll(name));
      same(map -> map.getAll((CharSequence) new StringBuilder(name)));
      same(map -> map.contains(name));
      same(map -> map.contains((CharSequence) new StringBuilder(name)));
      for (String value : VALUES) {
        same(map -> map.contains(name, value, true));
        same(map -> map.contains(name, value, false));
        same(map -> map.contains((CharSequence) new StringBuilder(name), value, true));
        same(map -> map.contains((CharSequence) new StringBuilder(name), value, false));
      }
    }
  }

  @Test
  void the_size_is_the_number_of_names() {
    same(MultiMap::size);
    same(MultiMap::isEmpty);
    fill();
    same(MultiMap::size);
    same(MultiMap::isEmpty);
    same(map -> lower(map.names()));
    same(map -> entries(map.entries()));
  }

  @Test
  void to_set_null_removes() {
    fill();
    same(map -> map.set("A", NULL));
    same(map -> map.set((CharSequence) "b", NULL_CHARS));
    same(map -> map.set("none", NULL));
    assertTrue(ours.isEmpty());
  }

  @Test
  void to_add_null_is_refused() {
    for (Function<MultiMap, Object> call : List.<Function<MultiMap, Object>>of(
      map -> map.add("a", NULL),
      map -> map.add((CharSequence) "a", NULL_CHARS),
      map -> map.add("a", (Iterable<String>) null),
      map -> map.set("a", (Iterable<String>) null),
      map -> map.addAll((MultiMap) null),
      map -> map.addAll((Map<String, String>) null),
      map -> map.setAll((Map<String, String>) null),
      map -> map.get(NULL),
      map -> map.getAll(NULL),
      map -> map.get(NULL_CHARS),
      map -> map.remove(NULL),
      map -> map.addAll(Collections.singletonMap("n", null)))) {
      // A refused null leaves the old map in an invalid state.
      theirs = MultiMap.caseInsensitiveMultiMap().add("a", "1");
      ours = new HeadersMultiMap(new HeaderList().add("a", "1"), true);
      assertEquals(NullPointerException.class, outcome(theirs, call));
      assertEquals(NullPointerException.class, outcome(ours, call));
      assertEquals(Map.of("a", List.of("1")), content(ours));
    }
    assertThrows(NullPointerException.class, () -> ours.add(NULL, "1")); // Vert.x throws later, in its iterator
  }

  @Test
  void values_that_are_set_end_at_a_null_and_those_that_are_added_must_not_be_null() {
    same(map -> map.add("a", Arrays.<String>asList("1", null, "2")));
    same(map -> map.set("a", Arrays.<String>asList("3", null, "4")));
    same(map -> map.set("b", Arrays.<CharSequence>asList(null, "4")));
  }

  @Test
  void fields_are_set_and_removed() {
    fill();
    same(map -> map.set("A", "3"));
    same(map -> map.set((CharSequence) "b", (CharSequence) new StringBuilder("4")));
    same(map -> map.add((CharSequence) "b", (CharSequence) new StringBuilder("5")));
    same(map -> map.set("c", List.<String>of("6", "7")));
    same(map -> map.set("C", Set.<CharSequence>of(new StringBuilder("8"))));
    same(map -> map.add("c", List.<String>of("9", "10")));
    same(map -> map.add("c", List.<CharSequence>of(new StringBuilder("11"))));
    same(map -> map.set("c", map.getAll("c")));
    same(map -> map.remove("B"));
    same(map -> map.remove((CharSequence) new StringBuilder("none")));
    same(map -> map.set("a", List.<String>of()));
    same(map -> map.clear());
  }

  @Test
  void all_fields_of_another_are_added_or_set() {
    fill();
    same(map -> map.addAll(MultiMap.caseInsensitiveMultiMap().add("a", "7").add("c", "8").add("C", "9")));
    same(map -> map.addAll(new HeadersMultiMap(new HeaderList().add("a", "7").add("c", "8"), false)));
    same(map -> map.addAll(Map.of("d", "10")));
    same(map -> map.setAll(MultiMap.caseInsensitiveMultiMap().add("a", "11").add("A", "12")));
    same(map -> map.setAll(Map.of("e", "13")));
    same(map -> map.addAll(MultiMap.caseInsensitiveMultiMap()));
    same(map -> map.setAll(MultiMap.caseInsensitiveMultiMap()));
  }

  @Test
  void a_map_may_be_added_to_itself() {
    fill();
    same(map -> map.addAll(map));
    assertEquals(Map.of("a", List.of("1", "two", "1", "two"), "b", List.of("", "")), content(ours));
  }

  @Test
  void a_map_may_be_set_to_itself() {
    fill();
    assertSame(ours, ours.setAll(ours));
    assertEquals(content(theirs), content(ours));
  }

  @Test
  void fields_that_are_sensitive_stay_so() {
    HeaderList list = new HeaderList().add("authorization", "secret", true);
    HeadersMultiMap copy = new HeadersMultiMap(new HeaderList(), true).addAll(new HeadersMultiMap(list, false));
    assertTrue(copy.list().isSensitive(0));
  }

  @Test
  void an_iterator_ends() {
    fill();
    same(map -> {
      Iterator<Map.Entry<String, String>> fields = map.iterator();
      while (fields.hasNext()) {
        fields.next();
      }
      return fields.next();
    });
    assertThrows(NoSuchElementException.class, () -> new HeadersMultiMap(new HeaderList(), true).iterator().next());
    same(map -> {
      Iterator<Map.Entry<String, String>> fields = map.iterator();
      fields.next();
      fields.remove();
      return "";
    });
    same(map -> {
      StringBuilder seen = new StringBuilder();
      map.forEach((name, value) -> seen.append(name.toLowerCase(Locale.ROOT)).append(value));
      return seen.toString();
    });
  }

  @Test
  void reading_does_not_change_the_fields() {
    fill();
    same(map -> map.getAll("a").add("3"));
    same(map -> map.getAll("b").remove(0));
    same(map -> map.entries().remove(0).getValue());
  }

  @Test
  void a_copy_is_independent() {
    fill();
    for (MultiMap map : List.of(ours, theirs)) {
      MultiMap copy = map.copy();
      assertTrue(copy.isMutable());
      assertEquals(content(map), content(copy));
      copy.add("a", "3").remove("b");
      assertEquals(List.of("1", "two"), map.getAll("a"));
      assertTrue(map.contains("b"));
      assertFalse(map.copy(false).isMutable());
      assertTrue(map.copy(false).copy(true).isMutable());
    }
  }

  @Test
  void an_immutable_map_refuses_every_change() {
    fill();
    ours = ours.copy(false);
    theirs = theirs.copy(false);
    same(MultiMap::isMutable);
    same(map -> map.add("a", "1"));
    same(map -> map.add((CharSequence) "a", (CharSequence) "1"));
    same(map -> map.add("a", List.<String>of("1")));
    same(map -> map.set("a", "1"));
    same(map -> map.set("none", NULL));
    same(map -> map.set("a", List.<String>of("1")));
    same(map -> map.addAll(Map.of("a", "1")));
    same(map -> map.addAll(MultiMap.caseInsensitiveMultiMap().add("a", "1")));
    same(map -> map.addAll(MultiMap.caseInsensitiveMultiMap()));
    same(map -> map.setAll(Map.of("a", "1")));
    same(map -> map.setAll(MultiMap.caseInsensitiveMultiMap()));
    same(map -> map.remove("a"));
    same(map -> map.remove("none"));
    same(MultiMap::clear);
    assertEquals(IllegalStateException.class, outcome(ours, MultiMap::clear));
  }

  @Test
  void any_sequence_of_calls_has_the_same_result_as_in_vertx() {
    List<BiFunction<MultiMap, Random, Object>> calls = List.of(
      (map, random) -> map.add(name(random), value(random)),
      (map, random) -> map.add(name(random), List.<String>of(value(random), value(random))),
      (map, random) -> map.set(name(random), value(random)),
      (map, random) -> map.set(name(random), NULL),
      (map, random) -> map.set(name(random), List.<String>of(value(random))),
      (map, random) -> map.remove(name(random)),
      (map, random) -> map.addAll(Map.of(name(random), value(random))),
      (map, random) -> map.get(name(random)),
      (map, random) -> map.getAll(name(random)),
      (map, random) -> map.contains(name(random), value(random), random.nextBoolean()),
      (map, random) -> map.size() + " " + map.isEmpty(),
      (map, random) -> random.nextInt(4) == 0 ? map.clear() : map);
    Seeds.each(50, random -> {
      ours = new HeadersMultiMap(new HeaderList(), true);
      theirs = MultiMap.caseInsensitiveMultiMap();
      for (int i = 0; i < 60; i++) {
        BiFunction<MultiMap, Random, Object> call = calls.get(random.nextInt(calls.size()));
        long seed = random.nextLong();
        same(map -> call.apply(map, new Random(seed)));
      }
    });
  }

  private static String name(Random random) {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private static String value(Random random) {
    return VALUES[random.nextInt(VALUES.length)];
  }
}
