package io.github.vertxnghttp2.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The C files keep to the layers of native-libs/layers.txt, as the Java packages keep to those of ArchitectureTest. */
class NativeLayersTest {
  private static final Path NATIVE_LIBS = Path.of(System.getProperty("project.basedir", "."), "native-libs");
  private static final Path SOURCES = NATIVE_LIBS.resolve("src");
  private static final Pattern INCLUDE = Pattern.compile("^\\h*#\\h*include\\h*[\"<]([^\">]+)\\.h[\">]",
    Pattern.MULTILINE);
  private static final Pattern DECLARED = Pattern.compile("^(?!static )\\w[\\w *]*?\\b(vn_\\w+)\\([^;{]*\\);",
    Pattern.MULTILINE);
  private static final Pattern DEFINED = Pattern.compile("^(?!static )\\w[\\w *]*?\\b(vn_\\w+)\\([^;{]*\\) \\{",
    Pattern.MULTILINE);

  /** The number of each file's layer, by the path without the suffix. */
  private static Map<String, Integer> layers() throws IOException {
    Map<String, Integer> layers = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(NATIVE_LIBS.resolve("layers.txt"))) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      number++;
      for (String file : line.substring(line.indexOf(':') + 1).strip().split(" +")) {
        layers.put(file, number);
      }
    }
    return layers;
  }

  /** The text of each file by its path, {@code core/events.c}. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        sources.put(SOURCES.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return sources;
  }

  private static String withoutSuffix(String file) {
    return file.substring(0, file.lastIndexOf('.'));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void every_file_has_a_layer_and_every_layer_its_files() throws IOException {
    assertEquals(sources().keySet().stream().map(NativeLayersTest::withoutSuffix).collect(Collectors.toSet()),
      layers().keySet());
  }

  @Test
  void no_file_includes_one_of_its_own_layer_or_of_a_higher_one() throws IOException {
    assertEquals(List.of(), includeFaults(sources()));
  }

  /** Each of these compiles: the directory of the file that includes is searched as well. */
  @ParameterizedTest
  @ValueSource(strings = {"#include \"core/callbacks.h\"", "#include \"callbacks.h\"", "# include \"callbacks.h\"",
    "#include \"../core/callbacks.h\"", "#include <core/callbacks.h>"})
  void no_way_to_write_an_include_goes_unnoticed(String include) throws IOException {
    Map<String, String> sources = sources();
    sources.compute("core/buffer.c", (file, text) -> include + "\n" + text);
    assertEquals(1, includeFaults(sources).size());
  }

  private static List<String> includeFaults(Map<String, String> sources) throws IOException {
    Map<String, Integer> layers = layers();
    List<String> faults = new ArrayList<>();
    sources.forEach((file, text) -> {
      String own = withoutSuffix(file);
      for (String included : found(INCLUDE, text)) {
        boolean hasLayer = layers.containsKey(included);
        if (hasLayer ? !included.equals(own) && layers.get(included) >= layers.get(own) : isSource(included, layers)) {
          faults.add(file + " includes " + included + ".h");
        }
      }
    });
    return faults;
  }

  /** Whether a path leads to a file that has a layer, though not as layers.txt names it. */
  private static boolean isSource(String included, Map<String, Integer> layers) {
    String name = included.substring(included.lastIndexOf('/') + 1);
    return layers.keySet().stream().anyMatch(file -> file.endsWith("/" + name));
  }

  /** So that who includes no header of a higher layer cannot call its functions either. */
  @Test
  void a_header_declares_what_its_source_defines_and_no_source_declares_the_functions_of_others() throws IOException {
    Map<String, String> sources = sources();
    List<String> faults = new ArrayList<>();
    sources.forEach((file, text) -> {
      List<String> defined = file.endsWith(".h") ? found(DEFINED, sources.getOrDefault(withoutSuffix(file) + ".c", ""))
        : List.of();
      for (String declared : found(DECLARED, text)) {
        if (!defined.contains(declared)) {
          faults.add(file + " declares " + declared);
        }
      }
    });
    assertEquals(List.of(), faults);
  }
}
