package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.binding.Nghttp2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user reads whose machine has no libnghttp2. */
@Timeout(180)
class MissingLibraryIT {
  /** Nobody makes a file of this name. */
  private static final String MISSING = ExampleServer.projectFile("target").resolve("no-such-library.so").toString();
  private static final String LIBRARY = "-Dio.github.vertxnghttp2.libnghttp2=" + MISSING;

  private static boolean bundled() {
    return Nghttp2.library().bundled();
  }

  /** Asks for the version. */
  public static final class Main {

    public static void main(String[] args) {
      Nghttp2.version();
    }
  }

  @Test
  @DisabledIf("bundled")
  void the_failure_says_where_it_looked_and_what_to_install() {
    try (Peer jvm = Peer.start(ExampleServer.java(List.of(LIBRARY),
      Main.class.getName()))) {
      String output = jvm.finish(1);
      for (String part : new String[] {"libnghttp2", MISSING, "cannot open", "Debian", "libnghttp2-14", "Fedora",
        "Alpine", "-Dio.github.vertxnghttp2.libnghttp2"}) {
        assertTrue(output.contains(part), () -> jvm.describe("does not say " + part));
      }
    }
  }

  @Test
  void the_example_says_it_and_ends() {
    List<String> command = ExampleServer.java(List.of(LIBRARY),
      "examples.ServedExample", "--conf", ExampleServer.projectFile("conf/server.json").toString(), "--port", "0",
      "--tls-port", "0");
    try (Peer jvm = Peer.start(command)) {
      int code = jvm.exitCode();
      assertTrue(code != 0 && jvm.output().contains(MISSING), () -> jvm.describe("exit code " + code));
    }
  }

  @Test
  void the_doctor_says_that_this_machine_has_the_problem() {
    List<String> command = ExampleServer.java(List.of(LIBRARY),
      "io.github.vertxnghttp2.launcher.Main", "doctor", "https://localhost");
    try (Peer jvm = Peer.start(command)) {
      assertTrue(jvm.finish(3).contains(MISSING), () -> jvm.describe("the path is missing"));
    }
  }
}
