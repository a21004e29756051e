package io.github.vertxnghttp2.service.syntax;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({"/,/", "/a,/a", "/a/b/,/a/b/", "/a/:x,/a/b", "/:x,/a", "/:x/:y/c,/a/b/c", "/*,/", "/*,/a/b", "/a/*,/a/",
    "/a/*,/a/b/c", "/a/:x/*,/a/b/", "/a/:x/*,/a/b/c/d", "/a/:x/,/a/b/", "/a%20b,/a%20b", "//b,//b"})
  void a_pattern_takes(String pattern, String path) {
    assertTrue(PathPattern.of(pattern).matches(path));
  }

  @ParameterizedTest
  @CsvSource({"/,/a", "/a,/A", "/a,/a/", "/a/,/a", "/a/:x,/a/", "/a/:x,/a", "/a/:x,/a/b/c", "/a/:x,/a/b/", "/a/*,/a",
    "/a/*,/ab", "/a/:x/*,/a/b", "/a/:x/*,/a//", "/:x,''", "/*,''", "/*,*", "/a b,/a%20b", "/:x/c,/a/b"})
  void a_pattern_does_not_take(String pattern, String path) {
    assertFalse(PathPattern.of(pattern).matches(path));
  }

  @Test
  void parameters_are_percent_decoded_one_by_one() {
    PathPattern pattern = PathPattern.of("/a/:x/:y_2/*");
    assertArrayEquals(new String[] {"x", "y_2"}, pattern.names());
    assertArrayEquals(new String[] {"b/c", "ü+ü"}, pattern.parameters("/a/b%2Fc/%c3%BC+ü/rest%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/a%4gb", "/%zz", "/%ff", "/%c3", "/%-1a", "/a%%20"})
  void what_is_not_percent_encoded_utf8_is_said(String path) {
    String said = assertThrows(IllegalArgumentException.class, () -> PathPattern.of("/:x").parameters(path))
      .getMessage();
    assertTrue(said.contains(path.substring(1)) && said.contains("percent-encoded"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "*", "/a?b", "/a#b", "/*/a", "/a*", "/:", "/:a-b", "/:a/:a",
    "/x/{id}", "/{id}/x", "/x}"})
  void a_path_that_cannot_be_is_refused(String path) {
    String said = assertThrows(IllegalArgumentException.class, () -> PathPattern.of(path)).getMessage();
    assertTrue(said.startsWith("path is \"" + path + "\"; it must "), said);
  }

  @Test
  void a_literal_path_has_no_parameters() {
    assertEquals(0, PathPattern.of("/a/*").parameters("/a/%").length);
  }
}
