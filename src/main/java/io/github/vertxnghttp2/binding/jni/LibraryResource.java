package io.github.vertxnghttp2.binding.jni;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A native library on the class path or module path: a file is opened in place, one in a jar from a copy. */
public final class LibraryResource {
  private static final String TMPDIR_PROPERTY = "io.github.vertxnghttp2.tmpdir";

  private LibraryResource() {
  }

  /**
   * Where a resource is, {@code null} if it is nowhere. It need not be in the jar or the module of these classes:
   * native jars are jars of their own.
   */
  public static URL find(String resource) {
    return LibraryResource.class.getClassLoader().getResource(resource);
  }

  /**
   * Opens the library.
   *
   * @param overrides the system properties that name a library which was unpacked before, for the text of an error
   * @param open opens the file. Returns {@code null}, or why that failed
   * @return {@code null}, or why that failed
   */
  public static String open(URL url, String overrides, UnaryOperator<String> open) {
    try {
      if (url.getProtocol().equals("file")) {
        return open.apply(Path.of(url.toURI()).toString());
      }
    } catch (URISyntaxException e) {
      return e.toString();
    }
    return openCopy(url, overrides, open);
  }

  /** A loaded library does not need its file: the copy is deleted as soon as it is open. */
  private static String openCopy(URL url, String overrides, UnaryOperator<String> open) {
    Path parent = Path.of(System.getProperty(TMPDIR_PROPERTY, System.getProperty("java.io.tmpdir")));
    String remedy = ": name a folder that can be written to and is not mounted noexec with -D" + TMPDIR_PROPERTY
      + ", or unpack the library from the jar and name it with " + overrides;
    try {
      Path directory = Files.createTempDirectory(parent, "vertx-nghttp2-");
      Path copy = directory.resolve(url.getPath().substring(url.getPath().lastIndexOf('/') + 1));
      try {
        try (InputStream in = url.openStream()) {
          Files.copy(in, copy);
        }
        String reason = open.apply(copy.toString());
        return isNoExec(reason) ? parent + " is mounted noexec" + remedy : reason;
      } finally {
        Files.deleteIfExists(copy);
        Files.delete(directory);
      }
    } catch (IOException e) {
      return "it cannot be unpacked to " + parent + ", " + why(e) + remedy;
    }
  }

  private static String why(IOException failure) {
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return failure.toString();
  }

  /** Whether glibc or musl says that a file may be read but not mapped for execution. */
  static boolean isNoExec(String reason) {
    return reason != null
      && (reason.contains("failed to map segment from shared object") || reason.contains("Operation not permitted"));
  }
}
