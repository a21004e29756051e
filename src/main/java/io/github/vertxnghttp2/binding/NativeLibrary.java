package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Natives;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Loads the JNI library, and then libnghttp2 through it. Both are loaded once and stay. If a system property names the
 * file of a library, no other place is tried.
 *
 * <p>A JNI library of another build than these classes is refused. To detect that, build.sh puts the same number into
 * the library and beside the classes. The library in the jar is tried before {@code java.library.path}, which may have
 * one of another build.
 */
final class NativeLibrary {

  static final String JNI_PROPERTY = "io.github.vertxnghttp2.jni";
  static final String NGHTTP2_PROPERTY = "io.github.vertxnghttp2.libnghttp2";
  static final String TMPDIR_PROPERTY = "io.github.vertxnghttp2.tmpdir";

  private static final String JNI_NAME = "vertx-nghttp2";
  private static final String ABI_RESOURCE = "META-INF/native/vertx-nghttp2.abi";
  private static final String LIBRARY_PATH = "java.library.path";

  private static boolean loaded;

  private NativeLibrary() {
  }

  static synchronized void load() {
    if (loaded) {
      return;
    }
    Platform platform = Platform.current();
    Candidate jni = search(jniCandidates(platform, System.getProperty(JNI_PROPERTY)), "The JNI library of vertx-nghttp2"
      + " cannot be loaded: build it for " + platform + " with native-libs/build.sh, or name it with -D"
      + JNI_PROPERTY);
    bind(jni);
    search(nghttp2Candidates(platform, System.getProperty(NGHTTP2_PROPERTY)),
      "libnghttp2 1.52 or newer cannot be loaded: "
      + "install libnghttp2-14 (Debian), libnghttp2 (Fedora, Homebrew) or nghttp2-libs (Alpine), or name it with -D"
      + NGHTTP2_PROPERTY);
    loaded = true;
  }

  /**
   * A place where a library may be.
   *
   * @param open loads the library from there. Returns {@code null}, or why that failed
   */
  record Candidate(String name, UnaryOperator<String> open) {

    String tryOpen() {
      try {
        return open.apply(name);
      } catch (NoSuchMethodError e) { // a library so old that it has no number
        throw otherBuild(this, e.getMessage());
      }
    }

    /** The file that was loaded, if it is known. */
    String file() {
      return name.equals(LIBRARY_PATH) ? inLibraryPath() : name;
    }
  }

  static List<Candidate> jniCandidates(Platform platform, String override) {
    if (override != null) {
      return List.of(new Candidate(override, NativeLibrary::loadFile));
    }
    return List.of(
      new Candidate(platform.resource(platform.jniLibrary()), candidate ->
        openResource(candidate, NativeLibrary::loadFile)),
      new Candidate(LIBRARY_PATH, candidate -> reason(() -> System.loadLibrary(JNI_NAME))));
  }

  static List<Candidate> nghttp2Candidates(Platform platform, String override) {
    if (override != null) {
      return List.of(new Candidate(override, Natives::open));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String name : platform.nghttp2Libraries()) {
      candidates.add(new Candidate(name, Natives::open));
    }
    String resource = platform.resource(platform.nghttp2Library());
    candidates.add(new Candidate(resource, candidate -> openResource(candidate, Natives::open)));
    return candidates;
  }

  /** Opens the first candidate that can be loaded; if there is none, throws with the reason of each. */
  static Candidate search(List<Candidate> candidates, String complaint) {
    List<String> reasons = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String reason = candidate.tryOpen();
      if (reason == null) {
        return candidate;
      }
      reasons.add(candidate.name() + " (" + reason + ")");
    }
    throw new NativeLibraryException(complaint + "; tried " + String.join(", ", reasons));
  }

  /** Binds the native methods to the library, after a check that it is of the same build as these classes. */
  private static void bind(Candidate library) {
    int expected = expectedAbi();
    try {
      int found = Natives.abi();
      if (found != expected) {
        throw otherBuild(library, String.format("its number is 0x%08x, theirs is 0x%08x", found, expected));
      }
      Natives.register();
    } catch (LinkageError e) {
      throw otherBuild(library, e.getMessage());
    }
  }

  private static NativeLibraryException otherBuild(Candidate library, String how) {
    return new NativeLibraryException("The JNI library " + library.file() + " is of another build than the classes of"
      + " vertx-nghttp2: " + how + ". Remove it, rebuild it with native-libs/build.sh of these classes, or name another"
      + " with -D" + JNI_PROPERTY);
  }

  private static int expectedAbi() {
    try (InputStream in = NativeLibrary.class.getResourceAsStream("/" + ABI_RESOURCE)) {
      if (in == null) {
        throw new NativeLibraryException(ABI_RESOURCE + " is missing beside the classes of vertx-nghttp2;"
          + " native-libs/build.sh writes it");
      }
      return Long.decode(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip()).intValue();
    } catch (IOException e) {
      throw new NativeLibraryException(ABI_RESOURCE + " cannot be read: " + e);
    }
  }

  private static String inLibraryPath() {
    for (String directory : System.getProperty(LIBRARY_PATH, "").split(File.pathSeparator)) {
      Path file = Path.of(directory, System.mapLibraryName(JNI_NAME));
      if (Files.exists(file)) {
        return file.toString();
      }
    }
    return System.mapLibraryName(JNI_NAME) + " of " + LIBRARY_PATH;
  }

  private static String loadFile(String file) {
    return reason(() -> System.load(Path.of(file).toAbsolutePath().toString()));
  }

  private static String reason(Runnable load) {
    try {
      load.run();
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  private static String openResource(String resource, UnaryOperator<String> open) {
    URL url = NativeLibrary.class.getResource("/" + resource);
    if (url == null) {
      return "not on the class path";
    }
    try {
      return url.getProtocol().equals("file")
        ? open.apply(Path.of(url.toURI()).toString())
        : openCopy(url, Path.of(resource).getFileName().toString(), open);
    } catch (IOException | URISyntaxException e) {
      return e.toString();
    }
  }

  /** A loaded library does not need its file: the copy is deleted as soon as it is open. */
  private static String openCopy(URL url, String fileName, UnaryOperator<String> open) throws IOException {
    Path parent = Path.of(System.getProperty(TMPDIR_PROPERTY, System.getProperty("java.io.tmpdir")));
    Path directory = Files.createTempDirectory(parent, "vertx-nghttp2-");
    Path copy = directory.resolve(fileName);
    try {
      try (InputStream in = url.openStream()) {
        Files.copy(in, copy);
      }
      String reason = open.apply(copy.toString());
      return isNoExec(reason)
        ? parent + " is mounted noexec: name a directory on another file system with -D" + TMPDIR_PROPERTY
        : reason;
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(directory);
    }
  }

  /** Whether glibc or musl says that a file may be read but not mapped for execution. */
  static boolean isNoExec(String reason) {
    return reason != null
      && (reason.contains("failed to map segment from shared object") || reason.contains("Operation not permitted"));
  }

  /** The names that build.sh gives to the system and the processor. */
  record Platform(String os, String arch) {

    static Platform current() {
      return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
      String os = osName.toLowerCase(Locale.ROOT);
      return new Platform(
        os.startsWith("mac") ? "macos" : os,
        switch (osArch) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          case "i386" -> "x86";
          default -> osArch;
        });
    }

    private boolean isMac() {
      return os.equals("macos");
    }

    String jniLibrary() {
      return "lib" + JNI_NAME + (isMac() ? ".dylib" : ".so");
    }

    String nghttp2Library() {
      return isMac() ? "libnghttp2.14.dylib" : "libnghttp2.so.14";
    }

    List<String> nghttp2Libraries() {
      String name = nghttp2Library();
      return isMac() ? List.of(name, "/opt/homebrew/lib/" + name, "/usr/local/lib/" + name) : List.of(name);
    }

    String resource(String library) {
      return "META-INF/native/" + this + "/" + library;
    }

    @Override
    public String toString() {
      return os + "-" + arch;
    }
  }
}
