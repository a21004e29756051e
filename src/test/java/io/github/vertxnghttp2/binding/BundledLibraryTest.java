package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Platform;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A JNI library with libnghttp2 in it. The tests are skipped where the system's libnghttp2 is in use. */
@Timeout(60)
class BundledLibraryTest {

  @BeforeAll
  static void it_is_in_use() {
    assumeTrue(Nghttp2.library().bundled(), "the system's libnghttp2 is in use; -Pbundled bundles one");
  }

  private static Path classes() throws Exception {
    return Path.of(NativeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Path library() throws Exception {
    String named = System.getProperty(NativeLibrary.JNI_PROPERTY);
    Platform platform = Platform.current();
    return named != null ? Path.of(named) : classes().resolve(platform.resource(platform.jniLibrary()));
  }

  /** What build.sh says about the source, beside the library or in the jar. */
  private static Path notes() throws Exception {
    Path beside = library().resolveSibling("nghttp2");
    return Files.exists(beside) ? beside : classes().resolve("META-INF/native/nghttp2");
  }

  @Test
  void the_source_has_a_name_and_the_version_that_the_library_tells_and_checksums() throws Exception {
    Properties source = new Properties();
    try (Reader in = Files.newBufferedReader(notes().resolve("source.properties"))) {
      source.load(in);
    }
    assertEquals("nghttp2", source.getProperty("source"));
    assertEquals(Nghttp2.library().version(), source.getProperty("version"));
    List<String> files = source.stringPropertyNames().stream().filter(name -> name.startsWith("sha256.")).toList();
    assertEquals(3, files.size(), "description, source and patches: " + files);
    for (String file : files) {
      assertTrue(source.getProperty(file).matches("[0-9a-f]{64}"), file);
    }
  }

  @Test
  void the_licence_of_nghttp2_is_there() throws Exception {
    String licence = Files.readString(notes().resolve("COPYING"));
    assertTrue(licence.contains("Permission is hereby granted, free of charge"), licence);
    assertTrue(licence.contains("Tatsuhiro Tsujikawa"), licence);
  }

  /** Another libnghttp2 in the process, such as that of curl, is neither used nor served by this one. */
  @Test
  void no_function_of_libnghttp2_is_exported_or_taken_from_elsewhere() throws Exception {
    assumeTrue(installed("nm"), "nm is not installed");
    String defined = output("nm", "-D", "--defined-only", library().toString());
    assertTrue(defined.strip().matches("\\w+ T JNI_OnLoad"), defined);
    String undefined = output("nm", "-D", "--undefined-only", library().toString());
    assertTrue(undefined.contains("malloc") && !undefined.contains("nghttp2"), undefined);
  }

  @Test
  void a_property_that_names_another_libnghttp2_is_refused() throws Exception {
    String output = output(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
      "-D" + NativeLibrary.JNI_PROPERTY + "=" + library(), "-D" + NativeLibrary.NGHTTP2_PROPERTY + "=libnghttp2.so.14",
      NativeLibraryTest.Loader.class.getName());
    assertTrue(output.contains("NativeLibraryException: The JNI library " + library() + " has libnghttp2 "
      + Nghttp2.library().version() + " in it, and cannot use libnghttp2.so.14"), output);
  }

  private static boolean installed(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String output(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
