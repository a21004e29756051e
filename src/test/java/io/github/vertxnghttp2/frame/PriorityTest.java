package io.github.vertxnghttp2.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PriorityTest {

  @Test
  void what_is_printed_is_read_again() {
    for (int urgency = 0; urgency <= 7; urgency++) {
      for (boolean incremental : new boolean[] {false, true}) {
        Priority priority = new Priority(urgency, incremental);
        assertEquals(priority, Priority.parse(priority.toString()));
      }
    }
    assertEquals("", Priority.DEFAULT.toString());
    assertEquals("u=1, i", new Priority(1, true).toString());
    assertEquals("i", new Priority(3, true).toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "u=5, i | 5 | true", "i | 3 | true", "i=?0 | 3 | false", "u=0 | 0 | false", "u=1,i=?1 | 1 | true",
    "u=1;x=\"a;,b\\\"\", i;q=1.5 | 1 | true", "foo, bar=(1 2;a \"z\");b, u=7 | 7 | false", "u=2, u=6 | 6 | false",
    "i, i=?0 | 3 | false", "a=:aGk=:, u=4 | 4 | false", "a=tok/en, i | 3 | true", "` u=2 `| 2 | false",
    "a=(), u=1 | 1 | false"})
  void members_of_a_dictionary_are_found_among_others(String text, int urgency, boolean incremental) {
    assertEquals(new Priority(urgency, incremental), Priority.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u=8, i", "u=-1, i", "u=1.0, i", "u=\"1\", i", "u=?1, i", "u=(1), i"})
  void an_urgency_out_of_range_or_of_another_type_is_the_default_and_the_rest_counts(String text) {
    assertEquals(new Priority(3, true), Priority.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u=1, i,", "u=1 i", "u=1, I", "u=1, =", "u=1;", "u=1, a=\"", "u=1, a=(1", "u=1, a=(1\"x\")",
    "u=1, a=?2",
    "u=1, a=:a", "u=1, a=1.", "u=1, a=1.2345", "u=1, a=1234567890123456", "u=", ",u=1", "u=1, \u00e4", "\tu=1",
    "u=1, a=\"\\x\""})
  void a_malformed_value_counts_for_nothing(String text) {
    assertEquals(Priority.DEFAULT, Priority.parse(text));
  }

  @Test
  void any_text_is_read_to_its_end() {
    Random random = new Random(9218);
    String letters = "ui=?01, ;()\"\\:a*.-7\t\u20ac";
    int known = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      known += Priority.parse(text.toString()).equals(Priority.DEFAULT) ? 0 : 1;
    }
    assertTrue(known > 100, "only " + known + " values meant something");
    assertEquals(Priority.DEFAULT, Priority.parse("u=1, a=(" + "1 ".repeat(100_000)));
  }

  @Test
  void an_urgency_out_of_range_is_refused_by_name() {
    assertEquals("urgency is 8; it must be from 0 to 7 (RFC 9218 section 4.1)",
      assertThrows(IllegalArgumentException.class, () -> new Priority(8, false)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Priority(-1, false));
  }
}
