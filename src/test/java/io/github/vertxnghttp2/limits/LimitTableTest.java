package io.github.vertxnghttp2.limits;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.limits.Limit.Consequence;
import io.github.vertxnghttp2.limits.Limit.Options;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whatever repeats the table of limits agrees with it. To write the files that do not:
 * {@code mvn test -Dtest=LimitTableTest -Dlimits.write=true}.
 */
class LimitTableTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final Path SOURCES = ROOT.resolve("src/main/java/io/github/vertxnghttp2");
  private static final Path SCHEMAS = ROOT.resolve("src/main/resources/io/github/vertxnghttp2/service");
  private static final String WRITE = "limits.write";

  private static void assertRepeats(Path file, UnaryOperator<String> texts) throws IOException {
    String present = Files.readString(file);
    String wanted = texts.apply(present);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(file, wanted);
    } else if (!wanted.equals(present)) {
      List<String> missing = new ArrayList<>(wanted.lines().toList());
      missing.removeAll(present.lines().toList());
      assertEquals(wanted, present, () -> file + " does not repeat the rows of Limit. Run this test with -D" + WRITE
        + "=true, or put these lines there:\n" + String.join("\n", missing) + "\n");
    }
  }

  @Test
  void the_getters_and_setters_are_those_of_the_table() throws IOException {
    assertRepeats(SOURCES.resolve("Http2Limits.java"), LimitTexts::accessors);
  }

  @Test
  void the_schemas_have_the_rows_of_the_table() throws IOException {
    assertRepeats(SCHEMAS.resolve("server.schema.json"), LimitTexts::schema);
    assertRepeats(SCHEMAS.resolve("client.schema.json"), LimitTexts::schema);
  }

  @Test
  void the_guide_has_the_rows_of_the_table() throws IOException {
    assertRepeats(ROOT.resolve("src/main/asciidoc/options.adoc"), LimitTexts::guide);
  }

  @Test
  void the_config_files_show_the_limits_with_their_defaults() throws IOException {
    assertRepeats(ROOT.resolve("conf/server.json"), LimitTexts::config);
    assertRepeats(ROOT.resolve("conf/client.json"), LimitTexts::config);
  }

  @Test
  void the_metrics_count_every_limit() {
    assertEquals(Arrays.stream(Limit.values()).map(Limit::key).toList(), Http2Metrics.LIMITS);
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  void the_options_of_a_limit_have_its_setter_and_its_default(Limit limit) throws ReflectiveOperationException {
    JsonObject defaults = switch (limit.options()) {
      case LIMITS -> new Http2Limits().toJson();
      case HTTP2 -> new Http2Options().toJson();
      case SETTINGS -> new Http2Options().getSettings().toJson();
      case SERVER -> new ServerOptions().toJson();
      case CLIENT -> new ClientOptions().toJson();
    };
    assertEquals(limit.defaultValue(), defaults.getInteger(limit.key()));
    String setter = "set" + Character.toUpperCase(limit.key().charAt(0)) + limit.key().substring(1);
    Object options = switch (limit.options()) {
      case LIMITS -> new Http2Limits();
      case HTTP2 -> new Http2Options();
      case SETTINGS -> new Http2Settings();
      case SERVER -> new ServerOptions();
      case CLIENT -> new ClientOptions();
    };
    Method method = options.getClass().getMethod(setter, limit.options() == Options.SETTINGS ? long.class : int.class);
    InvocationTargetException refused = assertThrows(InvocationTargetException.class, () -> method.invoke(options, -1));
    if (limit.options() != Options.SETTINGS) { // Vert.x's own words
      assertEquals(assertThrows(IllegalArgumentException.class, () -> limit.check(-1)).getMessage(),
        refused.getCause().getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  void the_text_has_the_setting_with_its_value_and_all_details(Limit limit) {
    String text = limit.text(7, "DETAIL");
    assertTrue(text.contains(limit.key() + " = 7"), text);
    assertTrue(!text.contains("%"), text);
    assertEquals(limit.consequence() == Consequence.HELD_BACK, limit.errorCode() == null);
  }

  @Test
  void the_unit_says_over_which_time_the_native_side_counts() throws IOException {
    String header = Files.readString(Path.of(ROOT.toString(), "native-libs/src/core/limits.h"));
    Matcher window = Pattern.compile("#define VN_LIMIT_WINDOW (\\d+)u").matcher(header);
    assertTrue(window.find());
    assertEquals("frames in " + Integer.parseInt(window.group(1)) / 1000 + " s", Limit.Unit.FRAMES_IN_10_S.label());
  }
}
