package io.github.vertxnghttp2;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static String flat(String code) {
    return code.replaceAll("(?m)^ +", "");
  }

  @TestFactory
  Stream<DynamicTest> a_snippet_of_the_readme_is_compiled_with_the_examples() throws IOException {
    String compiled = flat(Files.readString(ROOT.resolve("src/main/java/examples/Guide.java")));
    Matcher blocks = Pattern.compile("(?s)```java\n(.*?)```").matcher(readme());
    return blocks.results().map(block -> block.group(1)).map(snippet -> DynamicTest.dynamicTest(snippet.lines().findFirst().orElse(""),
      () -> assertTrue(compiled.contains(flat(snippet)), () -> "not in examples/Guide.java:\n" + snippet)));
  }

  @Test
  void a_default_in_the_table_of_limits_is_the_default_of_the_options() throws IOException {
    Http2Options defaults = new Http2Options();
    assertDefault("settings.maxConcurrentStreams", defaults.getSettings().getMaxConcurrentStreams());
    assertDefault("settings.maxHeaderListSize", defaults.getSettings().getMaxHeaderListSize());
    assertDefault("settings.initialWindowSize", defaults.getSettings().getInitialWindowSize());
    assertDefault("maxHeaderFields", defaults.getMaxHeaderFields());
    assertDefault("handshakeTimeout", defaults.getHandshakeTimeout());
    assertDefault("shutdownGracePeriod", defaults.getShutdownGracePeriod());
    assertEquals(1 << 20, defaults.getConnectionWindowSize());
  }

  private static void assertDefault(String setting, long value) throws IOException {
    Matcher row = Pattern.compile("\\| `" + Pattern.quote(setting) + "` \\| ([\\d,]+)").matcher(readme());
    assertTrue(row.find(), () -> "no row for " + setting);
    assertEquals(value, Long.parseLong(row.group(1).replace(",", "")), setting);
  }
}
