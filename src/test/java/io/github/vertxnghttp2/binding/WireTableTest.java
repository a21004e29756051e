package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.SettingsEntries;
import io.github.vertxnghttp2.binding.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** native-libs/include/wire.h is the one table of the numbers that cross JNI. */
class WireTableTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final String JAVA = "src/main/java/io/github/vertxnghttp2/binding/wire/Wire.java";
  private static final String TABLE = "native-libs/include/wire.h";

  /** A copy of what the scripts read. */
  @TempDir
  Path copy;

  private void copyFiles() throws IOException {
    try (Stream<Path> files = Stream.concat(Files.walk(ROOT.resolve("native-libs/src/jni")),
      Stream.of(TABLE, JAVA, "native-libs/wire.sh", "native-libs/abi.sh").map(ROOT::resolve))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(ROOT.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  /** @return what the script printed, with its exit code at the end */
  private String run(String... script) throws Exception {
    Process process = new ProcessBuilder(Stream.concat(Stream.of("sh"), Stream.of(script)).toList())
      .directory(copy.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    return output + process.waitFor();
  }

  private void edit(String from, String to) throws IOException {
    Path table = copy.resolve(TABLE);
    String text = Files.readString(table);
    assertTrue(text.contains(from));
    Files.writeString(table, text.replace(from, to));
  }

  @Test
  void the_java_class_is_what_the_table_yields() throws Exception {
    copyFiles();
    assertEquals("0", run("native-libs/wire.sh", "--check"));
  }

  @ParameterizedTest
  @CsvSource({"VN_EV_LIMIT = 12,VN_EV_LIMIT = 16", "VN_CMD_PING = 13,VN_CMD_PING = 39", "VN_OPT_PADDING,VN_OPT_PADDED",
    "VN_GET_OPEN_STREAMS = 7,VN_GET_OPEN_STREAMS = 77"})
  void a_changed_number_or_name_fails_the_build_until_the_class_is_generated_again(String from,
  String to) throws Exception {
    copyFiles();
    String before = run("native-libs/abi.sh");
    edit(from, to);
    assertTrue(run("native-libs/wire.sh", "--check").endsWith("differs from " + TABLE
      + ": run sh native-libs/wire.sh\n1"));
    assertEquals("0", run("native-libs/wire.sh"));
    assertEquals("0", run("native-libs/wire.sh", "--check"));
    assertNotEquals(before, run("native-libs/abi.sh"));
  }

  @ParameterizedTest
  @CsvSource({"VN_LIMIT_PINGS = 8,VN_LIMIT_PINGS = 7", "VN_LIMIT_PINGS = 8,VN_LIMIT_PINGS = VN_LIMIT_SETTINGS + 1",
    "VN_LIMIT_PINGS = 8,VN_LIMIT_PINGS", "VN_LIMIT_PINGS = 8,VN_LIMITED_PINGS = 8",
    "VN_EV_ERROR = 14,VN_EV_ERROR = 0xd", "VN_EV_PING = 7,'VN_EV_PING = 7, VN_EV_PONG = 70'",
    "'  VN_EV_PING = 7','    VN_EV_PING = 7'", "'  VN_EV_PING = 7','  EV_PING = 7'"})
  void a_line_without_a_number_of_its_own_is_refused(String from, String to) throws Exception {
    copyFiles();
    edit(from, to);
    String output = run("native-libs/wire.sh", "--check");
    assertTrue(output.contains("wire.sh: line ") && output.endsWith("1"), output);
  }

  /** The shape of a record is told in comments. */
  @Test
  void another_shape_changes_the_abi_number() throws Exception {
    copyFiles();
    String before = run("native-libs/abi.sh");
    edit("/* u32 offset into the input, u32 length */", "/* u32 length, u32 offset into the input */");
    assertNotEquals(before, run("native-libs/abi.sh"));
  }

  @Test
  void another_packing_of_results_changes_the_abi_number() throws Exception {
    copyFiles();
    String before = run("native-libs/abi.sh");
    edit("VN_RESULT_STATE_SHIFT = 60", "VN_RESULT_STATE_SHIFT = 59");
    assertNotEquals(before, run("native-libs/abi.sh"));
  }

  @Test
  void no_enum_is_numbered_by_the_order_of_its_constants() throws IOException {
    for (String room : List.of("binding", "frame")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve("src/main/java/io/github/vertxnghttp2/" + room))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          assertTrue(!text.contains("ordinal()") && !text.contains("values()["), file.toString());
        }
      }
    }
  }

  @Test
  void the_last_limit_of_the_table_is_the_one_with_the_greatest_number() throws Exception {
    Matcher last = Pattern.compile("#define VN_LIMIT_LAST VN_LIMIT_(\\w+)")
      .matcher(Files.readString(ROOT.resolve(TABLE)));
    assertTrue(last.find());
    int greatest = 0;
    for (Field limit : Wire.Limit.class.getFields()) {
      greatest = Math.max(greatest, limit.getInt(null));
    }
    assertEquals(greatest, Wire.Limit.class.getField(last.group(1)).getInt(null));
  }

  @Test
  void a_settings_command_has_as_many_entries_as_the_native_side_takes() {
    SettingsEntries.check(new int[2 * Wire.Size.SETTINGS_MAX]);
    assertThrows(IllegalArgumentException.class, () -> SettingsEntries.check(new int[2 * Wire.Size.SETTINGS_MAX + 2]));
  }
}
