package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.http.EngineServiceProvider;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.PrintedEngines;
import io.github.vertxnghttp2.it.ExampleServer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** If the engine cannot be used, Vert.x's own stays, and one line of the log says why. Each in a JVM of its own. */
@Timeout(120)
class EngineRefusalsIT {
  private static final String INITIALIZER = "io/vertx/core/http/impl/tcp/HttpServerConnectionInitializer";
  private static final String CODEC = "io/vertx/core/http/impl/http2/codec/Http2CodecServerChannelInitializer";
  private static final String BOTH = "servers and clients of Vert.x cannot use nghttp2 for HTTP/2, and keep Vert.x's own"
    + " engine: ";

  @TempDir
  Path directory;

  private static String run(List<String> options, String classPath) throws Exception {
    List<String> command = new ArrayList<>(ExampleServer.java(options, PrintedEngines.class.getName(), "plain"));
    command.set(command.indexOf("-cp") + 1, classPath);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("server of Vert.x"), output);
    assertTrue(output.contains("client of Vert.x"), output);
    return output;
  }

  private static String asked(String property, String classPath, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-D" + Nghttp2Http.PROPERTY + "=" + property);
    return run(all, classPath);
  }

  private static void assertLogged(String expected, String output) {
    List<String> lines = output.lines().filter(line -> line.startsWith("WARNING")).toList();
    assertEquals(1, lines.size(), output);
    assertTrue(lines.get(0).contains(expected), output);
    assertFalse(output.contains("SEVERE"), output);
  }

  /** What is said about a libnghttp2 that cannot be opened. */
  private static String noLibrary() {
    return Nghttp2.library().bundled() ? "The JNI library" : "libnghttp2 1.52 or newer cannot be loaded";
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  @Test
  void the_jni_library_is_missing() throws Exception {
    assertLogged(BOTH + "The JNI library of vertx-nghttp2 cannot be loaded",
      asked("true", classPath(), "-Dio.github.vertxnghttp2.jni=/nowhere/jni.so"));
  }

  @Test
  void libnghttp2_is_missing() throws Exception {
    assertLogged(BOTH + noLibrary(),
      asked("true", classPath(), "-Dio.github.vertxnghttp2.libnghttp2=/nowhere/libnghttp2.so"));
  }

  @Test
  void libnghttp2_is_another_library() throws Exception {
    String jni = Arrays.stream(classPath().split(File.pathSeparator)).map(Path::of).filter(Files::isDirectory)
      .map(folder -> folder.resolve("META-INF/native/linux-x86_64/libvertx-nghttp2.so")).filter(Files::exists)
      .map(Path::toString).findFirst().orElse("/nowhere");
    assertLogged(BOTH + noLibrary(),
      asked("true", classPath(), "-Dio.github.vertxnghttp2.libnghttp2=" + jni));
  }

  /** Another class, which Vert.x can use in place of the one that the switch looks for. */
  @Test
  void vertx_names_another_class() throws Exception {
    byte[] bytes;
    try (InputStream in = Vertx.class.getClassLoader().getResourceAsStream(INITIALIZER + ".class")) {
      bytes = EngineSwitch.rename(in.readAllBytes(), CODEC, OtherServerInitializer.class.getName().replace('.', '/'));
    }
    Path file = directory.resolve(INITIALIZER + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    String output = asked("server", directory + File.pathSeparator + classPath());
    assertLogged("servers of Vert.x cannot use nghttp2 for HTTP/2, and keep Vert.x's own engine: this Vert.x names "
      + CODEC + " 0 times, not once", output);
  }

  @Test
  void vertx_has_not_the_classes() throws Exception {
    String version = System.getProperty("vertx.unsupported.version", "5.0.8");
    Path unsupported = Path.of(System.getProperty("project.basedir", "."), "target", "vertx-unsupported",
      "vertx-core-" + version + ".jar");
    assumeTrue(Files.exists(unsupported), unsupported + " is not there: mvn generate-test-resources copies it");
    String others = Arrays.stream(classPath().split(File.pathSeparator))
      .filter(entry -> !entry.matches(".*vertx-core-\\d[^/]*\\.jar")).collect(Collectors.joining(File.pathSeparator));
    assertLogged(BOTH + "Vert.x 5.1 or 5.2 is needed; this one lacks classes of io/vertx/core/http/impl/tcp",
      asked("true", unsupported + File.pathSeparator + others));
  }

  @Test
  void an_application_that_did_not_ask_loads_neither_the_engine_nor_its_natives() throws Exception {
    String output = run(List.of("-Dio.github.vertxnghttp2.jni=/nowhere/jni.so", "-Xlog:class+load"), classPath());
    List<String> loaded = output.lines().map(line -> line.replaceAll("^\\[.*\\] (\\S+) source: .*", "$1"))
      .filter(name -> name.matches("io\\.github\\.vertxnghttp2\\.(http|binding|protocol|impl)\\..*"))
      .filter(name -> !name.startsWith(PrintedEngines.class.getName()) && !name.endsWith(".Futures"))
      .distinct().toList();
    assertEquals(List.of(EngineServiceProvider.class.getName()), loaded);
    assertFalse(output.contains("WARNING"), output);
  }

  @Test
  void the_class_loader_of_vertx_does_not_see_this_library() throws Exception {
    List<URL> own = new ArrayList<>();
    List<URL> others = new ArrayList<>();
    for (String entry : classPath().split(File.pathSeparator)) {
      boolean jar = entry.endsWith(".jar") && !entry.contains("surefire");
      (jar ? others : own).add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader parent = new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
         URLClassLoader child = new URLClassLoader(own.toArray(URL[]::new), parent)) {
      Object side = child.loadClass("io.github.vertxnghttp2.http.engine.EngineSwitch").getEnumConstants()[0];
      Method turnOn = side.getClass().getMethod("turnOn");
      Throwable refusal = assertThrows(InvocationTargetException.class, () -> turnOn.invoke(side)).getCause();
      assertEquals("the class loader of Vert.x does not see this library", refusal.getMessage());
    }
  }
}
