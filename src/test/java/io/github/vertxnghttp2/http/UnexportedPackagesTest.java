package io.github.vertxnghttp2.http;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Build and guide have an option for each package that the library uses and Vert.x does not export. */
class UnexportedPackagesTest {
  private static final Path BASE = Path.of(System.getProperty("project.basedir", "."));
  private static final Pattern IMPORT =
    Pattern.compile("^import (?:static )?(io\\.vertx\\.core\\.[a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

  private static Set<String> exported() throws Exception {
    Path jar = Path.of(Vertx.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return ModuleFinder.of(jar).find("io.vertx.core").orElseThrow().descriptor().exports().stream()
      .filter(export -> !export.isQualified()).map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
  }

  private static Set<String> used() throws Exception {
    Set<String> used = new TreeSet<>();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(BASE.resolve("src/main/java"))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    for (Path source : sources) {
      used.addAll(found(IMPORT, Files.readString(source)));
    }
    used.removeAll(exported());
    assertFalse(used.isEmpty());
    return used;
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Set<String> ofPom(String element) throws Exception {
    Pattern export = Pattern.compile("<" + element + ">\\$\\{vertx\\.export}(\\.[a-z0-9.]+)=");
    return found(export, Files.readString(BASE.resolve("pom.xml"))).stream().map(name -> "io.vertx.core" + name)
      .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void the_guide_names_them() throws Exception {
    assertEquals(used(), found(Pattern.compile("--add-exports io\\.vertx\\.core/([a-z0-9.]+)="),
      Files.readString(BASE.resolve("src/main/asciidoc/vertx-http.adoc"))));
  }

  @Test
  void the_compiler_gets_them() throws Exception {
    assertEquals(used(), ofPom("arg"));
  }

  @Test
  void the_javadoc_tool_gets_them() throws Exception {
    assertEquals(used(), ofPom("additionalOption"));
  }
}
