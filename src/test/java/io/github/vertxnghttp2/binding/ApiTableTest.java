package io.github.vertxnghttp2.binding;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Which function of libnghttp2 is reached by which method. The table (src/test/resources/nghttp2-api.tsv) has for
 * each: what the binding does with it, the Java member, the C function that is called for it, and a note where these
 * do not say all.
 */
class ApiTableTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final Path TABLE = ROOT.resolve("src/test/resources/nghttp2-api.tsv");
  private static final Map<String, Integer> ROWS = Map.of("EXPOSE", 138, "FALLBACK", 19, "DROP", 13, "NOT-NEEDED", 12);

  private record Row(String function, String binding, String java, String calls, String note) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      assertEquals(8, cells.length, line);
      return new Row(cells[0], cells[3], cells[5], cells[6], cells[7]);
    }

    /** What is wrong with it, or {@code null}. */
    String fault(Set<String> called) {
      return switch (binding) {
        case "EXPOSE" -> java.isEmpty() && note.isEmpty() ? "is not reached by Java, and no reason is given"
          : !java.isEmpty() && !isPublic(java) ? "is said to be reached by " + java + ", which is not there"
          : callFault(called);
        case "FALLBACK" -> callFault(called);
        case "DROP", "NOT-NEEDED" -> called.contains(function) ? "is called" : null;
        default -> "is neither EXPOSE, FALLBACK, DROP nor NOT-NEEDED";
      };
    }

    private String callFault(Set<String> called) {
      if (!called.contains(calls)) {
        return "is said to be served by " + calls + ", which is not called";
      }
      boolean itself = calls.equals(function);
      return !itself && called.contains(function) ? "is called itself, and not " + calls
        : !itself && note.isEmpty() ? "is served by " + calls + ", and no reason is given" : null;
    }
  }

  private static boolean isPublic(String member) {
    String[] names = member.split("\\.");
    try {
      Class<?> type = Class.forName(ApiTableTest.class.getPackageName() + "." + names[0]);
      Stream<String> found = names[1].equals("new")
        ? Arrays.stream(type.getConstructors()).map(Constructor::getName).map(name -> "new")
        : Arrays.stream(type.getMethods()).map(Method::getName);
      return Modifier.isPublic(type.getModifiers()) && found.anyMatch(names[1]::equals);
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(TABLE).stream().skip(1).map(Row::of).toList();
  }

  /** All that the C sources call through the table of functions. */
  private static Set<String> called() throws IOException {
    Set<String> called = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("native-libs/src"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".c")).toList()) {
        Pattern.compile("\\bng\\.(\\w+)").matcher(Files.readString(file)).results()
          .forEach(call -> called.add("nghttp2_" + call.group(1)));
      }
    }
    called.remove("nghttp2_name"); // of the macros in library.c
    return called;
  }

  /** All that is looked up in the library. */
  private static Set<String> looked() throws IOException {
    Matcher entries = Pattern.compile("^ {2}X\\((\\w+)[,)]", Pattern.MULTILINE)
      .matcher(Files.readString(ROOT.resolve("native-libs/src/core/library.h")));
    return entries.results().map(entry -> "nghttp2_" + entry.group(1)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> faults(List<Row> rows, Set<String> called) {
    List<String> faults = new ArrayList<>();
    for (Row row : rows) {
      String fault = row.fault(called);
      if (fault != null) {
        faults.add(row.function + " " + fault);
      }
    }
    return faults;
  }

  @Test
  void every_function_is_reached_or_left_out_as_the_table_says() throws IOException {
    assertEquals(List.of(), faults(rows(), called()));
  }

  @Test
  void no_row_of_the_table_is_missing() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    rows().forEach(row -> counts.merge(row.binding, 1, Integer::sum));
    assertEquals(new TreeMap<>(ROWS), new TreeMap<>(counts));
    Set<String> known = rows().stream().map(Row::function).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(rows().size(), known.size(), "a function stands twice");
    Set<String> unknown = called();
    unknown.removeAll(known);
    assertEquals(Set.of(), unknown, "called, but not in the table");
  }

  @Test
  void what_is_looked_up_in_the_library_is_called_and_nothing_else() throws IOException {
    assertEquals(called(), looked());
  }

  @Test
  void the_rules_know_a_gap_when_they_see_one() {
    Set<String> called = Set.of("nghttp2_a", "nghttp2_old");
    assertFalse(faults(List.of(new Row("nghttp2_a", "EXPOSE", "Session.noSuchMethod", "nghttp2_a", "")),
      called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_a", "EXPOSE", "Natives.version", "nghttp2_a", "")), called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_a", "EXPOSE", "", "nghttp2_a", "")), called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_b", "EXPOSE", "Session.receive", "nghttp2_b", "")), called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_new", "EXPOSE", "Session.receive", "nghttp2_old", "")),
      called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_a", "DROP", "", "", "")), called).isEmpty());
    assertFalse(faults(List.of(new Row("nghttp2_a", "FALLBACK", "", "nghttp2_old", "note")), called).isEmpty());
    assertEquals(List.of(), faults(List.of(new Row("nghttp2_a", "EXPOSE", "Session.receive", "nghttp2_a", "")),
      called));
  }
}
