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
    String program = directory.resolve("handles").toString();
    run(List.of(Optional.ofNullable(System.getenv("CC")).orElse("cc"), "-std=c11", "-O2", "-I", source("include"),
      source("test/handles.c"), source("src/core/handles.c"), "-lpthread", "-o", program));
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
