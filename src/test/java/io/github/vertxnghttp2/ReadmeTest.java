package io.github.vertxnghttp2;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The README and the other pages in Markdown: their snippets, their links and their versions. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final int LINES_MAX = 200;

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutIndent(String code) {
    return code.replaceAll("(?m)^ +", "");
  }

  private static List<String> find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE).matcher(text);
    return matcher.results().map((MatchResult match) -> match.group(1)).toList();
  }

  @TestFactory
  Stream<DynamicTest> a_java_snippet_of_the_readme_is_compiled_with_the_examples() throws IOException {
    String compiled = withoutIndent(read("src/main/java/examples/ReadmeSnippets.java"));
    return find("```java\n(.*?)```", read("README.md")).stream()
      .map(snippet -> DynamicTest.dynamicTest(snippet.lines().findFirst().orElse(""),
        () -> assertTrue(compiled.contains(withoutIndent(snippet)), () -> "not in ReadmeSnippets.java:\n" + snippet)));
  }

  @Test
  void the_readme_is_short() throws IOException {
    long lines = read("README.md").lines().count();
    assertTrue(lines <= LINES_MAX, "README.md has " + lines + " lines; " + LINES_MAX
      + " are allowed. Move text to the guide");
  }

  @Test
  void the_readme_has_every_chapter_of_the_guide_in_its_order() throws IOException {
    assertEquals(find("^include::([\\w-]+)\\.adoc", read("src/main/asciidoc/index.adoc")),
      find("^\\| \\[[^]]+]\\(src/main/asciidoc/([\\w-]+)\\.adoc\\)", read("README.md")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"})
  void every_link_to_a_file_leads_to_one(String page) throws IOException {
    for (String link : find("]\\((?!https?:)([^)#]+)[^)]*\\)", read(page))) {
      assertTrue(Files.exists(ROOT.resolve(link)), () -> page + " links to " + link + ", which does not exist");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/main/asciidoc/installing.adoc"})
  void the_version_to_add_is_that_of_the_build(String page) throws IOException {
    List<String> version = find("^  <version>([^<]+)</version>", read("pom.xml"));
    assertEquals(version, find("^  <version>([^<]+)</version>", read(page)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"})
  void every_test_that_a_page_names_exists(String page) throws IOException {
    Map<String, String> tests;
    try (Stream<Path> files = Files.walk(ROOT.resolve("src/test/java"))) {
      tests = files.filter(file -> file.toString().matches(".*(Test|IT)\\.java"))
        .collect(Collectors.toMap(file -> file.getFileName().toString().replace(".java", ""), ReadmeTest::content));
    }
    String text = read(page);
    for (String name : find("\\b([A-Z]\\w*[a-z0-9](?:Test|IT))\\b", text)) {
      assertTrue(tests.containsKey(name), () -> page + " names the test " + name + ", which does not exist");
    }
    String methods = String.join("", tests.values());
    for (String name : find("`((?!nghttp2_)[a-z0-9]+(?:_[a-z0-9]+){2,})`", text)) {
      assertTrue(methods.contains("void " + name + "("), () -> page + " names the test " + name
        + ", which does not exist");
    }
  }

  @Test
  void the_logging_config_has_every_logger_with_a_name_of_its_own() throws IOException {
    String config = read("conf/logging.properties");
    try (Stream<Path> files = Files.walk(ROOT.resolve("src/main/java"))) {
      files.filter(file -> file.toString().endsWith(".java")).map(ReadmeTest::content)
        .flatMap(source -> find("getLogger\\(\"([^\"]+)\"\\)", source).stream())
        .forEach(logger -> assertTrue(config.contains("\n" + logger + ".level"), () -> logger + " is missing"));
    }
  }

  @Test
  void the_name_of_the_all_in_one_jar_is_that_of_the_build() throws IOException {
    String version = find("^  <version>([^<]+)</version>", read("pom.xml")).get(0);
    assertEquals(List.of("vertx-nghttp2-" + version), find("target/(vertx-nghttp2-.*?)-all\\.jar", read("README.md")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void every_source_file_that_a_page_names_exists(String page) throws IOException {
    String text = read(page);
    for (String name : find("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`", text)) {
      Path file = ROOT.resolve("src/main/java/io/github/vertxnghttp2/" + name + ".java");
      assertTrue(Files.exists(file), () -> page + " names " + name + ", which does not exist");
    }
    for (String name : find("`((?:core|framelog|hpack|jni)/\\w+\\.[ch])`", text)) {
      assertTrue(Files.exists(ROOT.resolve("native-libs/src/" + name)), () -> page + " names " + name
        + ", which does not exist");
    }
  }
}
