package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.LibraryResource;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.jni.Platform;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Loads the JNI library, and then libnghttp2 through it, unless the JNI library has libnghttp2 in it. Both are loaded
 * once and stay. If a system property names the file of a library, no other place is tried.
 *
 * <p>A JNI library of another build than these classes is refused. To detect that, build.sh puts the same number into
 * the library and beside the classes. The library in the jar is tried before {@code java.library.path}, which may have
 * one of another build.
 */
final class NativeLibrary {

  static final String JNI_PROPERTY = "io.github.vertxnghttp2.jni";
  static final String NGHTTP2_PROPERTY = "io.github.vertxnghttp2.libnghttp2";

  private static final String GROUP = "io.github.vertx-nghttp2";
  private static final String ABI_RESOURCE = "META-INF/native/vertx-nghttp2.abi";
  private static final String LIBRARY_PATH = "java.library.path";
  private static final String JNI_OVERRIDES = "-D" + JNI_PROPERTY + ", or its folder with -D" + LIBRARY_PATH;

  private static boolean loaded;

  private NativeLibrary() {
  }

  static synchronized void load() {
    if (loaded) {
      return;
    }
    Platform platform = Platform.current();
    Candidate jni = search(jniCandidates(platform, System.getProperty(JNI_PROPERTY)),
      () -> "The JNI library of vertx-nghttp2 cannot be loaded: " + howToGet(platform));
    bind(jni);
    String nghttp2 = System.getProperty(NGHTTP2_PROPERTY);
    if (Natives.libraryBundled() == null) {
      search(nghttp2Candidates(platform, nghttp2), () -> "libnghttp2 1.52 or newer cannot be loaded: "
        + "install libnghttp2-14 (Debian), libnghttp2 (Fedora, Homebrew) or nghttp2-libs (Alpine), or name it with -D"
        + NGHTTP2_PROPERTY);
    } else if (nghttp2 != null) {
      throw new NativeLibraryException("The JNI library " + jni.file() + " has libnghttp2 " + Natives.libraryBundled()
        + " in it, and cannot use " + nghttp2 + ": remove -D" + NGHTTP2_PROPERTY + ", or build it without --bundled");
    }
    loaded = true;
  }

  /** What to do on a machine that has no JNI library. */
  static String howToGet(Platform platform) {
    String named = "name one with -D" + JNI_PROPERTY;
    return Platform.WITH_NATIVE_JAR.contains(platform)
      ? "add the dependency " + GROUP + ":vertx-nghttp2-natives, which has it for all platforms, or the jar of "
        + GROUP + ":vertx-nghttp2 with the classifier " + platform + ", in the version of vertx-nghttp2; or " + named
      : "there is no native jar for " + platform + ", build the library with native-libs/build.sh, and " + named;
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
        openResource(candidate, JNI_OVERRIDES, NativeLibrary::loadFile)),
      new Candidate(LIBRARY_PATH, candidate -> reason(() -> System.loadLibrary(Platform.JNI_NAME))));
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
    candidates.add(new Candidate(resource, candidate -> openResource(candidate, "-D" + NGHTTP2_PROPERTY,
      Natives::open)));
    return candidates;
  }

  /** Opens the first candidate that can be loaded; if there is none, throws with the reason of each. */
  static Candidate search(List<Candidate> candidates, Supplier<String> complaint) {
    List<String> reasons = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String reason = candidate.tryOpen();
      if (reason == null) {
        return candidate;
      }
      reasons.add(candidate.name() + " (" + reason + ")");
    }
    throw new NativeLibraryException(complaint.get() + "; tried " + String.join(", ", reasons));
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
      + " vertx-nghttp2: " + how + ". Remove it, take the native jar of their version, rebuild it with"
      + " native-libs/build.sh of these classes, or name another with -D" + JNI_PROPERTY);
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

  private static String openResource(String resource, String overrides, UnaryOperator<String> open) {
    URL url = LibraryResource.find(resource);
    return url == null ? "not on the class path" + others() : LibraryResource.open(url, overrides, open);
  }

  /** The platforms whose libraries are there, for somebody who has added a native jar for another machine. */
  private static String others() {
    String others = Platform.WITH_NATIVE_JAR.stream()
      .filter(platform -> LibraryResource.find(platform.resource(platform.jniLibrary())) != null)
      .map(Platform::toString)
      .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : ", which has that of " + others;
  }

  private static String inLibraryPath() {
    for (String directory : System.getProperty(LIBRARY_PATH, "").split(File.pathSeparator)) {
      Path file = Path.of(directory, System.mapLibraryName(Platform.JNI_NAME));
      if (Files.exists(file)) {
        return file.toString();
      }
    }
    return System.mapLibraryName(Platform.JNI_NAME) + " of " + LIBRARY_PATH;
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
}
