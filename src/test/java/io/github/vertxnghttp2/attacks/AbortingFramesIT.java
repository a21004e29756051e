package io.github.vertxnghttp2.attacks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * CVE-2026-27135: an assertion of libnghttp2 before 1.68.1 fails at a frame of the wrong size behind one that ended the
 * connection, and the process with it. A JVM of its own lives through such frames.
 */
@Timeout(120)
class AbortingFramesIT {
  @Test
  void a_server_lives_through_them() throws Exception {
    assertSurvives("server");
  }

  @Test
  void a_client_lives_through_them() throws Exception {
    assertSurvives("client");
  }

  @Test
  void a_session_that_takes_extension_frames_lives_through_them() throws Exception {
    assertSurvives("session");
  }

  private static void assertSurvives(String part) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx128m",
      "--enable-native-access=ALL-UNNAMED", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("io.github.vertxnghttp2."))
      .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), AbortingFrames.class.getName(), part));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
  }
}
