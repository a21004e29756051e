package io.github.vertxnghttp2.parity;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The tests of this package are numbered. P1 to P31 are behaviours of pynghttp2 that this library has, too. D1 to D16
 * are defects of pynghttp2 that it does not have. Each number has a test.
 */
class NumberedTest {
  private static final Pattern NUMBERED_SENTENCE = Pattern.compile("([PD]\\d+) [A-Za-z].*( \\S+){3,}");

  private static Stream<String> numbers(String letter, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> letter + number);
  }

  private static Collection<Method> tests() throws Exception {
    Set<Method> tests = new LinkedHashSet<>();
    Path classes = Path.of(NumberedTest.class.getResource("").toURI());
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith("Test.class")).sorted().toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = Class.forName(NumberedTest.class.getPackageName() + "." + name);
        Stream.of(type.getDeclaredMethods()).filter(NumberedTest::isTest).forEach(tests::add);
      }
    }
    tests.removeIf(test -> test.getDeclaringClass() == NumberedTest.class);
    return tests;
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static Matcher sentence(Method test) {
    DisplayName name = test.getAnnotation(DisplayName.class);
    return NUMBERED_SENTENCE.matcher(name == null ? "" : name.value());
  }

  @Test
  void every_number_has_a_test() throws Exception {
    Set<String> wanted = Stream.concat(numbers("P", 31), numbers("D", 16)).collect(Collectors.toCollection(
      TreeSet::new));
    Set<String> found = new TreeSet<>();
    for (Method test : tests()) {
      Matcher sentence = sentence(test);
      if (sentence.matches()) {
        found.add(sentence.group(1));
      }
    }
    assertEquals(wanted, found);
  }

  @Test
  void every_test_has_a_number_and_a_sentence() throws Exception {
    Set<String> unnumbered = new TreeSet<>();
    for (Method test : tests()) {
      if (!sentence(test).matches()) {
        unnumbered.add(test.getDeclaringClass().getSimpleName() + "." + test.getName());
      }
    }
    assertEquals(Set.of(), unnumbered);
  }
}
