package io.github.vertxnghttp2.binding.jni;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the C code takes from the C library is in glibc.txt, otherwise the native jars cannot be built. */
class CLibraryTest {
  private static final Path TABLE = Path.of(System.getProperty("project.basedir", "."), "native-libs", "glibc.txt");
  /** What opens libnghttp2 at run time; the libraries of the native jars have libnghttp2 in them. */
  private static final Set<String> OPENING = Set.of("dlopen", "dlsym", "dlerror", "dlclose", "dladdr", "snprintf");

  private static Set<String> table() throws IOException {
    return Files.readAllLines(TABLE).stream().filter(line -> !line.startsWith("#"))
      .map(line -> line.substring(0, line.indexOf(' '))).collect(Collectors.toSet());
  }

  private static List<String> undefined(Path library) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder("nm", "-D", "--undefined-only", library.toString()).start();
    } catch (IOException e) {
      return List.of(); // nm is not installed
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().filter(line -> line.contains(" U ")).map(line ->
      line.substring(line.indexOf(" U ") + 3).replaceFirst("@.*", "")).toList();
  }

  /** Whether FORTIFY replaces a function by one that checks lengths is up to the compiler. */
  private static String unchecked(String symbol) {
    return symbol.replaceFirst("^__(\\w+)_chk$", "$1");
  }

  @Test
  void each_function_of_the_C_library_that_the_code_calls_is_in_the_table() throws Exception {
    Platform platform = Platform.current();
    URL library = LibraryResource.find(platform.resource(platform.jniLibrary()));
    assumeTrue(library != null && library.getProtocol().equals("file"), "the library is not in a file");
    List<String> undefined = undefined(Path.of(library.toURI()));
    assumeTrue(!undefined.isEmpty(), "nm is not installed");
    assumeTrue(undefined.stream().noneMatch(symbol -> symbol.contains("asan")), "the library has sanitizers");
    Set<String> known = new TreeSet<>(table());
    known.addAll(OPENING);
    Set<String> missing = new TreeSet<>(undefined);
    missing.removeIf(symbol -> known.contains(symbol) || known.contains(unchecked(symbol)));
    assertEquals(Set.of(), missing, "if glibc 2.17 has them, add them to " + TABLE);
  }

  @Test
  void no_function_of_the_table_is_newer_than_glibc_2_17() throws IOException {
    for (String line : Files.readAllLines(TABLE)) {
      String version = line.startsWith("#") ? "-" : line.split(" +")[1];
      assertFalse(version.matches("GLIBC_(2\\.(1[89]|[2-9]\\d)|[3-9]).*"), line);
    }
  }
}
