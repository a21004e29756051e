package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A JNI library of another build than the classes is refused, wherever it comes from. */
@Timeout(60)
class NativeLibraryBuildTest {
  private static final String ABI = "META-INF/native/vertx-nghttp2.abi";
  private static final String LIBRARY = Platform.current().resource(Platform.current().jniLibrary());

  /** The classes that are under test, without what a test puts beside them. */
  @TempDir
  Path classes;
  @TempDir
  Path other;

  private static Path built() throws Exception {
    return location(NativeLibrary.class);
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void copyClasses() throws Exception {
    Path from = built().resolve("io");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = classes.resolve(built().relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private static Path write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Path library() throws Exception {
    return built().resolve(LIBRARY);
  }

  private static String number() throws Exception {
    return Files.readString(built().resolve(ABI)).strip();
  }

  /** @param arguments of the JVM; the class path comes first in them */
  private String load(List<Path> classPath, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "--enable-native-access=ALL-UNNAMED", "-cp", String.join(File.pathSeparator,
      classPath.stream().map(Path::toString)
        .toList()) + File.pathSeparator + location(NativeLibraryTest.Loader.class)));
    command.addAll(Arrays.asList(arguments));
    command.add(NativeLibraryTest.Loader.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static void assertRefused(String output, String file, String... parts) {
    assertTrue(output.contains("NativeLibraryException: The JNI library " + file
      + " is of another build than the classes"),
      output);
    assertTrue(output.contains("take the native jar of their version, rebuild it with native-libs/build.sh"), output);
    for (String part : parts) {
      assertTrue(output.contains(part), output);
    }
  }

  @Test
  void a_library_of_another_build_in_the_library_path_is_refused_with_its_file_and_both_numbers() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), "0x00000001\n");
    String output = load(List.of(classes), "-Djava.library.path=" + other + File.pathSeparator + library().getParent());
    assertRefused(output, library().toString(), "its number is " + number() + ", theirs is 0x00000001");
  }

  @Test
  void a_library_of_another_build_that_a_property_names_is_refused() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), "0xfffffffe\n");
    String output = load(List.of(classes), "-D" + NativeLibrary.JNI_PROPERTY + "=" + library());
    assertRefused(output, library().toString(), "its number is " + number() + ", theirs is 0xfffffffe");
  }

  @Test
  void a_library_of_another_build_beside_the_classes_is_refused_and_no_other_is_loaded() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), "0x00000001\n");
    Files.createDirectories(classes.resolve(LIBRARY).getParent());
    Files.copy(library(), classes.resolve(LIBRARY));
    assertRefused(load(List.of(classes), "-Djava.library.path=" + library().getParent()), LIBRARY, number(),
      "0x00000001");
  }

  @Test
  void the_library_beside_the_classes_is_tried_before_the_library_path() throws Exception {
    write(other.resolve(Platform.current().jniLibrary()), "no library at all");
    assertEquals("loaded", load(List.of(built()), "-Djava.library.path=" + other).strip());
  }

  @Test
  void the_library_path_serves_classes_that_come_without_a_library() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), number());
    assertEquals("loaded", load(List.of(classes), "-Djava.library.path=" + library().getParent()).strip());
  }

  @Test
  void the_library_may_be_in_a_jar_of_its_own() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), number());
    assertEquals("loaded", load(List.of(classes, nativeJar(Platform.current()))).strip());
  }

  @Test
  void native_jars_for_other_machines_are_named_to_who_has_none_for_this() throws Exception {
    copyClasses();
    write(classes.resolve(ABI), number());
    Platform elsewhere = new Platform("linux-musl", "aarch64");
    String output = load(List.of(classes, nativeJar(elsewhere)), "-Djava.library.path=" + other);
    assertTrue(output.contains("NativeLibraryException: The JNI library of vertx-nghttp2 cannot be loaded: "), output);
    assertTrue(output.contains("; tried " + LIBRARY + " (not on the class path, which has that of " + elsewhere + ")"),
      output);
  }

  /** A jar with nothing but a library, for the given platform. */
  private Path nativeJar(Platform platform) throws Exception {
    Path jar = other.resolve("native.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(platform.resource(platform.jniLibrary())));
      Files.copy(library(), out);
    }
    return jar;
  }

  @Test
  void classes_without_their_number_say_so() throws Exception {
    copyClasses();
    String output = load(List.of(classes), "-D" + NativeLibrary.JNI_PROPERTY + "=" + library());
    assertTrue(output.contains("NativeLibraryException: " + ABI + " is missing"), output);
  }

  @Test
  void natives_of_other_signatures_are_refused_although_the_number_is_the_same() throws Exception {
    String output = load(List.of(otherNatives("public static native int abi(); public static native void register();"),
      built()));
    assertRefused(output, LIBRARY, "open");
  }

  @Test
  void a_library_that_does_not_find_its_natives_when_it_is_loaded_is_refused() throws Exception {
    String methods = "public static int abi() { return 1; } public static void register() { }";
    assertRefused(load(List.of(otherNatives(methods), built())), LIBRARY, "abi");
  }

  /** A class path with a Natives of its own, of which NativeLibrary sees what it asks for. */
  private Path otherNatives(String methods) throws Exception {
    Path source = write(other.resolve("source/io/github/vertxnghttp2/binding/jni/Natives.java"),
      "package io.github.vertxnghttp2.binding.jni; public final class Natives { " + methods
        + " public static String open(String path) { return null; } }");
    Path compiled = Files.createDirectories(other.resolve("compiled"));
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", compiled.toString(),
      source.toString()));
    return compiled;
  }
}
