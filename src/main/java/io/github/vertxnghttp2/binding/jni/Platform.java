package io.github.vertxnghttp2.binding.jni;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A machine, by the names that build.sh gives to the system and the processor. Linux has two names: {@code linux} with
 * glibc as its C library, and {@code linux-musl} with musl, because a library for one cannot be loaded with the other.
 *
 * @param os the system, for example {@code linux-musl}
 * @param arch the processor, for example {@code x86_64}
 */
public record Platform(String os, String arch) {

  /** The name of the JNI library for {@link System#loadLibrary}. */
  public static final String JNI_NAME = "vertx-nghttp2";

  /** The platforms that have a native jar; natives.sh builds these. */
  public static final List<Platform> WITH_NATIVE_JAR = List.of(
    new Platform("linux", "x86_64"), new Platform("linux", "aarch64"),
    new Platform("linux-musl", "x86_64"), new Platform("linux-musl", "aarch64"));

  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
  private static final Path LIBRARIES = Path.of("/lib");

  /** The platform of this JVM. */
  public static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"), isMusl(MAPPED_FILES, LIBRARIES));
  }

  /**
   * @param osName as the system property {@code os.name} has it
   * @param osArch as the system property {@code os.arch} has it
   * @param musl whether the C library is musl
   */
  public static Platform of(String osName, String osArch, boolean musl) {
    String os = osName.toLowerCase(Locale.ROOT);
    return new Platform(
      os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : os + (musl ? "-musl" : ""),
      switch (osArch) {
        case "amd64" -> "x86_64";
        case "arm64" -> "aarch64";
        case "i386" -> "x86";
        default -> osArch;
      });
  }

  /**
   * Whether the C library of this process is musl. A machine may have both, so the file that is mapped decides. Where
   * /proc is not mounted, the loader of musl in /lib decides.
   *
   * @param mappedFiles the file that the kernel calls /proc/self/maps
   * @param libraries the folder of musl's loader
   */
  public static boolean isMusl(Path mappedFiles, Path libraries) {
    try (Stream<String> lines = Files.lines(mappedFiles, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains("/ld-musl-") || line.contains("/libc.musl-"));
    } catch (IOException e) {
      return hasMuslLoader(libraries);
    }
  }

  private static boolean hasMuslLoader(Path libraries) {
    try (Stream<Path> files = Files.list(libraries)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isMac() {
    return os.equals("macos");
  }

  /** The file name of the JNI library. */
  public String jniLibrary() {
    return "lib" + JNI_NAME + (isMac() ? ".dylib" : ".so");
  }

  /** The file name of libnghttp2. */
  public String nghttp2Library() {
    return isMac() ? "libnghttp2.14.dylib" : "libnghttp2.so.14";
  }

  /** The names by which the system's linker may find libnghttp2, the first that should be tried first. */
  public List<String> nghttp2Libraries() {
    String name = nghttp2Library();
    return isMac() ? List.of(name, "/opt/homebrew/lib/" + name, "/usr/local/lib/" + name) : List.of(name);
  }

  /** The name of a library as a resource of the class path. */
  public String resource(String library) {
    return "META-INF/native/" + this + "/" + library;
  }

  @Override
  public String toString() {
    return os + "-" + arch;
  }
}
