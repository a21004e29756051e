package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.NativeLibrary.Candidate;
import io.github.vertxnghttp2.binding.jni.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

@Timeout(60)
class NativeLibraryTest {

  private static final Platform LINUX = Platform.of("Linux", "amd64", false);
  private static final Platform MAC = Platform.of("Mac OS X", "aarch64", false);

  private static final String TMPDIR_PROPERTY = "io.github.vertxnghttp2.tmpdir";

  @TempDir
  Path directory;

  @Test
  void the_jni_library_is_looked_for_in_order() {
    assertEquals(List.of("META-INF/native/linux-x86_64/libvertx-nghttp2.so", "java.library.path"),
      names(NativeLibrary.jniCandidates(LINUX, null)));
    assertEquals(List.of("META-INF/native/macos-aarch64/libvertx-nghttp2.dylib", "java.library.path"),
      names(NativeLibrary.jniCandidates(MAC, null)));
    assertEquals(List.of("/mine.so"), names(NativeLibrary.jniCandidates(LINUX, "/mine.so")));
  }

  @Test
  void libnghttp2_is_looked_for_in_order() {
    assertEquals(List.of("libnghttp2.so.14", "META-INF/native/linux-x86_64/libnghttp2.so.14"),
      names(NativeLibrary.nghttp2Candidates(LINUX, null)));
    assertEquals(List.of("libnghttp2.14.dylib", "/opt/homebrew/lib/libnghttp2.14.dylib",
      "/usr/local/lib/libnghttp2.14.dylib", "META-INF/native/macos-aarch64/libnghttp2.14.dylib"),
      names(NativeLibrary.nghttp2Candidates(MAC, null)));
    assertEquals(List.of("/mine.so"), names(NativeLibrary.nghttp2Candidates(LINUX, "/mine.so")));
  }

  @Test
  void the_first_candidate_that_can_be_loaded_ends_the_search() {
    List<String> tried = new ArrayList<>();
    NativeLibrary.search(List.of(
      new Candidate("a", candidate -> failed(tried, candidate)),
      new Candidate("b", candidate -> {
        tried.add(candidate);
        return null;
      }),
      new Candidate("c", candidate -> failed(tried, candidate))), () -> "unused");
    assertEquals(List.of("a", "b"), tried);
  }

  @Test
  void a_failure_names_every_candidate_and_its_reason() {
    List<String> tried = new ArrayList<>();
    NativeLibraryException e = assertThrows(NativeLibraryException.class, () -> NativeLibrary.search(List.of(
      new Candidate("a", candidate -> failed(tried, candidate)),
      new Candidate("b", candidate -> failed(tried, candidate))), () -> "Install it"));
    assertEquals("Install it; tried a (no a), b (no b)", e.getMessage());
  }

  @Test
  void a_second_load_does_nothing() {
    NativeLibrary.load();
    NativeLibrary.load();
  }

  @Test
  void a_wrong_jni_library_is_reported() throws Exception {
    String output = loadInNewJvm(classes(), "-D" + NativeLibrary.JNI_PROPERTY + "=/nowhere/jni.so");
    assertTrue(output.contains("NativeLibraryException: The JNI library of vertx-nghttp2 cannot be loaded: "), output);
    assertTrue(output.contains("; tried /nowhere/jni.so ("), output);
    assertTrue(output.contains("-D" + NativeLibrary.JNI_PROPERTY), output);
  }

  @Test
  void a_wrong_libnghttp2_is_reported_with_the_package_to_install() throws Exception {
    assumeFalse(Files.exists(classes().resolve("META-INF/native/nghttp2")), "libnghttp2 is bundled");
    String output = loadInNewJvm(classes(), "-D" + NativeLibrary.NGHTTP2_PROPERTY + "=/nowhere/libnghttp2.so");
    assertTrue(output.contains("NativeLibraryException: libnghttp2 1.52 or newer cannot be loaded: "), output);
    assertTrue(output.contains("libnghttp2-14 (Debian)"), output);
    assertTrue(output.contains("; tried /nowhere/libnghttp2.so ("), output);
  }

  @Test
  void a_library_in_a_jar_is_loaded_from_a_copy_that_does_not_stay() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    String output = loadInNewJvm(jar(), "-D" + TMPDIR_PROPERTY + "=" + temporary);
    assertEquals("loaded", output.strip());
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void a_temporary_directory_that_cannot_be_written_to_is_reported_with_the_settings_that_help() throws Exception {
    String output = loadInNewJvm(jar(), "-D" + TMPDIR_PROPERTY + "=" + directory.resolve("missing"));
    assertTrue(output.contains("META-INF/native/" + Platform.current()), output);
    assertTrue(output.contains("it cannot be unpacked to " + directory.resolve("missing")), output);
    assertTrue(output.contains("with -D" + TMPDIR_PROPERTY + ", or unpack the library from the jar and name it with -D"
      + NativeLibrary.JNI_PROPERTY + ", or its folder with -Djava.library.path"), output);
  }

  @Test
  void a_library_that_was_unpacked_before_needs_no_temporary_directory() throws Exception {
    Path library = classes().resolve(Platform.current().resource(Platform.current().jniLibrary()));
    assertEquals("loaded", loadInNewJvm(jar(), "-D" + TMPDIR_PROPERTY + "=" + directory.resolve("missing"),
      "-Djava.library.path=" + library.getParent()).strip());
  }

  @Test
  void a_machine_without_a_library_is_told_what_to_add() {
    assertEquals("add the dependency io.github.vertx-nghttp2:vertx-nghttp2-natives, which has it for all platforms, or"
      + " the jar of io.github.vertx-nghttp2:vertx-nghttp2 with the classifier linux-musl-aarch64, in the version of"
      + " vertx-nghttp2; or name one with -D" + NativeLibrary.JNI_PROPERTY,
      NativeLibrary.howToGet(Platform.of("Linux", "aarch64", true)));
    assertEquals("there is no native jar for macos-aarch64, build the library with native-libs/build.sh, and name one"
      + " with -D" + NativeLibrary.JNI_PROPERTY, NativeLibrary.howToGet(MAC));
  }

  static class Loader {

    public static void main(String[] args) {
      NativeLibrary.load();
      System.out.println("loaded");
    }
  }

  private static String failed(List<String> tried, String candidate) {
    tried.add(candidate);
    return "no " + candidate;
  }

  private static List<String> names(List<Candidate> places) {
    return places.stream().map(Candidate::name).toList();
  }

  private static Path classes() throws Exception {
    return location(NativeLibrary.class);
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private Path jar() throws Exception {
    Path classes = classes();
    Path jar = directory.resolve("library.jar");
    try (Stream<Path> files = Files.walk(classes); OutputStream file = Files.newOutputStream(jar);
         JarOutputStream out = new JarOutputStream(file)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
      }
    }
    return jar;
  }

  private static String loadInNewJvm(Path classes, String... properties) throws Exception {
    List<String> command = new ArrayList<>(List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
      "-cp", classes + File.pathSeparator + location(Loader.class)));
    command.addAll(List.of(properties));
    command.add(Loader.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
