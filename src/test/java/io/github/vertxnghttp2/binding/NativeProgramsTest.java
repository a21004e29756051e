package io.github.vertxnghttp2.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Programs in C that test parts of the native core which Java cannot see. */
@Timeout(120)
class NativeProgramsTest {
  private static final Path NATIVE_LIBS = Path.of(System.getProperty("project.basedir", "."), "native-libs");

  @TempDir
  Path directory;

  @Test
  void a_stale_handle_finds_nothing_while_its_slot_is_used_again() throws Exception {
    compileAndRun("handles");
  }

  @Test
  void memory_is_the_same_after_a_copy_without_zeros() throws Exception {
    compileAndRun("sparse");
  }

  /** @param name of a file in test, and of the file in core that it tests */
  private void compileAndRun(String name) throws IOException, InterruptedException {
    String program = directory.resolve(name).toString();
    run(List.of(Optional.ofNullable(System.getenv("CC")).orElse("cc"), "-std=c11", "-O2", "-I", source("include"), "-I",
      source("src"), source("test/" + name + ".c"), source("src/core/" + name + ".c"), "-lpthread", "-o", program));
    run(List.of(program));
  }

  private static String source(String path) {
    return NATIVE_LIBS.resolve(path).toString();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("LD_PRELOAD"); // what -Pasan loads is for JVMs
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> command + " said: " + output);
  }
}
