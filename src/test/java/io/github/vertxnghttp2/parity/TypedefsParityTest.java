package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.Http2;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The resource {@code parity/typedefs.tsv} lists pynghttp2's names, and ours. */
class TypedefsParityTest {
  private static final Pattern LINE = Pattern.compile("([\\w.]+)(?:=(-?\\d+))?\t(?:([\\w.$]+)([.#])(\\w+)|- .+)");

  private static List<String> lines() throws IOException {
    try (InputStream in = TypedefsParityTest.class.getResourceAsStream("/parity/typedefs.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
        .toList();
    }
  }

  @Test
  @DisplayName("P31 Every enum, constant, struct, member and callback of typedefs exists here, constants with their"
    + " number")
  void typedefs() throws Exception {
    Map<String, String> wrong = new TreeMap<>();
    for (String line : lines()) {
      String what = check(line);
      if (what != null) {
        wrong.put(line, what);
      }
    }
    assertEquals(Map.of(), wrong);
    assertEquals(183, lines().size(), "names of the original");
  }

  /** What is wrong with a line, or {@code null}. */
  private static String check(String line) throws Exception {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return "malformed";
    }
    if (parts.group(3) == null) {
      return null;
    }
    Class<?> type = Class.forName(Http2.class.getPackageName() + "." + parts.group(3));
    String name = parts.group(5);
    if (parts.group(4).equals("#")) {
      return Stream.of(type.getMethods()).anyMatch(method -> method.getName().equals(name)) ? null : "no such method";
    }
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        long number = number(constant);
        return number == Long.parseLong(parts.group(2)) ? null : "its number is " + number;
      }
    }
    return "no such constant";
  }

  private static long number(Object constant) throws Exception {
    for (String name : List.of("code", "bit", "id")) {
      if (Stream.of(constant.getClass().getMethods()).anyMatch(method -> method.getName().equals(name))) {
        return ((Number) constant.getClass().getMethod(name).invoke(constant)).longValue();
      }
    }
    throw new AssertionError(constant.getClass() + " has no number");
  }
}
