package io.github.vertxnghttp2.launcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is wrong with a recording is told before a page is opened. */
class InspectCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir
  Path directory;

  private int run(String... args) {
    return new InspectCommand(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true,
      StandardCharsets.UTF_8)).run(List.of(args));
  }

  private void assertRefused(String part, String... args) {
    assertEquals(InspectCommand.COULD_NOT_RUN, run(args));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains(part), err::toString);
  }

  @Test
  void there_is_one_file_with_the_name_of_a_recording() {
    assertRefused("the file is missing");
    assertRefused("only one file", "a.qlog", "b.qlog");
    assertRefused("no option --port", "--port");
    assertRefused("must end in .qlog or .sqlog", "a.har");
    assertRefused("cannot be read", directory.resolve("none.sqlog").toString());
    assertRefused("cannot be read", "a\u0000.qlog");
  }

  @Test
  void a_recording_that_is_too_large_is_not_read() throws IOException {
    Path file = directory.resolve("large.sqlog");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(InspectCommand.MAX_SIZE + 1); // a hole: no bytes on the disk
    }
    assertRefused("are allowed", file.toString());
  }

  @Test
  void the_help_is_printed() {
    assertEquals(0, run("--help"));
    assertEquals(InspectCommand.USAGE, out.toString(StandardCharsets.UTF_8));
  }
}
