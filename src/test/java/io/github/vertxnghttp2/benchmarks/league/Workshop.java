package io.github.vertxnghttp2.benchmarks.league;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/** A temporary folder with what the peers need: fields, files to serve, scripts, and C programs that it compiles. */
final class Workshop implements AutoCloseable {
  /** The environment variable that tells servers the folder of {@link #FIELDS}. */
  static final String DATA = "LAB_DATA";
  /** The fields of a response to /headers, without x-request-id. */
  static final String FIELDS = "response-headers.txt";

  private static final int MEBIBYTE = 1 << 20;
  private static final String HELLO = "Hello, world!";

  private final Path folder;
  private int logs;

  Workshop(List<String> responseFields) throws IOException {
    folder = Files.createTempDirectory("league");
    Files.write(folder.resolve(FIELDS), responseFields);
    Path bytes = Files.createDirectories(documents().resolve("bytes"));
    byte[] body = new byte[MEBIBYTE];
    Arrays.fill(body, (byte) 'a');
    Files.write(bytes.resolve(Integer.toString(MEBIBYTE)), body);
    for (String name : List.of("hello", "headers", "upload")) {
      Files.writeString(documents().resolve(name), HELLO);
    }
  }

  Path folder() {
    return folder;
  }

  /** What a server of files serves. */
  Path documents() {
    return folder.resolve("documents");
  }

  /** A body for uploads. */
  Path mebibyte() {
    return documents().resolve("bytes").resolve(Integer.toString(MEBIBYTE));
  }

  File newLog() {
    return folder.resolve("log-" + logs++).toFile();
  }

  /** A copy of a resource of the tests. */
  Path resource(String name) throws IOException {
    Path copy = folder.resolve(name);
    if (!Files.exists(copy)) {
      try (InputStream in = Workshop.class.getResourceAsStream("/league/" + name)) {
        if (in == null) {
          throw new IOException("/league/" + name + " is not on the class path");
        }
        Files.copy(in, copy);
      }
    }
    return copy;
  }

  /**
   * Compiles a C program that uses libnghttp2.
   *
   * @return the program, or null if there is no compiler or no libnghttp2 for it
   */
  Path compiled(String name) throws IOException, InterruptedException {
    Path program = folder.resolve(name);
    if (Programs.find("cc") == null) {
      return null;
    }
    if (!hasHeader()) {
      return null;
    }
    if (!Files.exists(program)) {
      Programs.output(List.of("cc", "-O2", "-o", program.toString(), resource(name + ".c").toString(), "-lnghttp2",
        "-lm"));
    }
    return program;
  }

  private boolean hasHeader() throws IOException, InterruptedException {
    Path check = folder.resolve("check.c");
    Files.writeString(check, "#include <nghttp2/nghttp2.h>\n");
    try {
      Programs.output(List.of("cc", "-fsyntax-only", check.toString()));
      return true;
    } catch (IOException noHeader) {
      return false;
    }
  }

  /** The name and version of a library's jar on the class path, or null if it is not there. */
  static String jar(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
      .map(path -> Path.of(path).getFileName().toString()).filter(file -> file.matches(name + "-\\d.*\\.jar"))
      .map(file -> file.replaceFirst("\\.jar$", "")).findFirst().orElse(null);
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(folder, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
        Files.delete(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }

  /** What a program has printed into a file. */
  static String text(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }
}
