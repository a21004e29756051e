package io.github.vertxnghttp2;

import io.vertx.codegen.processor.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.lang.model.SourceVersion;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Vert.x's code generators accept the public API, so that it can be used from other languages. */
class CodegenTest {
  private static final Path SOURCES = Path.of(System.getProperty("project.basedir", "."), "src/main/java");
  private static final Path ROOT = SOURCES.resolve("io/github/vertxnghttp2");
  private static final List<Path> FACES = List.of(ROOT, ROOT.resolve("service"), ROOT.resolve("inspector"));
  /** Public interfaces for the languages of the JVM only. */
  private static final Set<String> JVM_ONLY = Set.of();

  @TempDir
  Path output;

  /** The messages of the processor. Without a generator it writes nothing. */
  private List<String> process(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(diagnostics, null, UTF_8)) {
      JavaCompiler.CompilationTask task = compiler.getTask(null, manager, diagnostics,
        List.of("-proc:only", "-d", output.toString()), null, manager.getJavaFileObjectsFromPaths(files));
      // The processor supports an old version of Java only, and javac would warn.
      task.setProcessors(List.of(new Processor() {
        @Override
        public SourceVersion getSupportedSourceVersion() {
          return SourceVersion.latest();
        }
      }));
      task.call();
    }
    return diagnostics.getDiagnostics().stream().filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
      .map(diagnostic -> diagnostic.getMessage(null)).distinct().toList();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  @Test
  void the_code_generator_accepts_the_public_api() throws IOException {
    assertEquals(List.of(), process(sources(ROOT)));
  }

  @Test
  void the_code_generator_reports_a_type_that_is_not_permitted() throws IOException {
    Path wrong = output.resolve("Wrong.java");
    Files.writeString(wrong, "package wrong; @io.vertx.codegen.annotations.VertxGen public interface Wrong "
      + "{ java.time.Duration duration(); }");
    Path module = output.resolve("package-info.java");
    Files.writeString(module,
      "@io.vertx.codegen.annotations.ModuleGen(name = \"wrong\", groupPackage = \"wrong\") package wrong;");
    List<String> said = process(List.of(wrong, module));
    assertTrue(said.stream().anyMatch(line -> line.contains("java.time.Duration")), said::toString);
  }

  @Test
  void every_public_interface_is_annotated_and_every_options_class_is_a_data_object() throws IOException {
    Pattern type = Pattern.compile("^public (?:sealed |non-sealed )?(interface|class) (\\w+)", Pattern.MULTILINE);
    Set<String> bare = new TreeSet<>();
    int[] annotated = {0};
    for (Path face : FACES) {
      try (Stream<Path> files = Files.exists(face) ? Files.list(face) : Stream.empty()) {
        for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          type.matcher(text).results().forEach(match -> {
            boolean isInterface = match.group(1).equals("interface");
            if (isInterface && !JVM_ONLY.contains(match.group(2)) || match.group(2).endsWith("Options")) {
              if (text.substring(0, match.start()).matches("(?s).*\n@(VertxGen|DataObject)\\b.*")) {
                annotated[0]++;
              } else {
                bare.add(match.group(2));
              }
            }
          });
        }
      }
    }
    assertEquals(Set.of(), bare);
    assertTrue(annotated[0] >= 17, () -> "only " + annotated[0] + " were found");
  }
}
