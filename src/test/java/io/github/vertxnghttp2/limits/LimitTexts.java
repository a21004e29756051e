package io.github.vertxnghttp2.limits;

import io.github.vertxnghttp2.limits.Limit.Options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The texts that repeat the table of limits. Each method takes the content of a file and returns it with the texts. */
final class LimitTexts {
  private static final int WIDTH = 120;
  private static final Map<Options, String> GUIDE_TABLES = Map.of(Options.LIMITS, "http2-limits", Options.HTTP2,
    "http2-options", Options.SETTINGS, "settings", Options.SERVER, "server-options", Options.CLIENT, "client-options");
  private static final Map<Options, String> DEFINITIONS = Map.of(Options.LIMITS, "limits", Options.HTTP2, "http2",
    Options.SETTINGS, "settings", Options.SERVER, "listener", Options.CLIENT, "clientOptions");

  private LimitTexts() {
  }

  private static String replaceBetween(String text, int from, int to, String part) {
    return text.substring(0, from) + part + text.substring(to);
  }

  /** The constants, getters and setters of {@code Http2Limits}. */
  static String accessors(String source) {
    return section(section(source, "constants", LimitTexts::constant), "accessors", LimitTexts::accessorsOf);
  }

  private static String section(String source, String name, Function<Limit, String> part) {
    String begin = "  // BEGIN " + name + "\n";
    return replaceBetween(source, source.indexOf(begin) + begin.length(), source.indexOf("  // END " + name + "\n"),
      Limit.of(Options.LIMITS).stream().map(part).collect(Collectors.joining()));
  }

  private static String constant(Limit limit) {
    return "  /** " + limit.defaultValue() + " " + limit.unit().label() + ". */\n"
      + "  public static final int DEFAULT_" + limit.name() + " = Limit." + limit.name() + ".defaultValue();\n";
  }

  private static String accessorsOf(Limit limit) {
    String property = Character.toUpperCase(limit.key().charAt(0)) + limit.key().substring(1);
    String parameter = limit.unit().label().split(" ")[0];
    return "\n  public int get" + property + "() {\n"
      + "    return get(Limit." + limit.name() + ");\n"
      + "  }\n\n"
      + javadoc("@param " + parameter + " " + limit.meaning().replaceAll("`([^`]+)`", "{@code $1}"))
      + "  public Http2Limits set" + property + "(int " + parameter + ") {\n"
      + "    return set(Limit." + limit.name() + ", " + parameter + ");\n"
      + "  }\n";
  }

  private static String javadoc(String text) {
    String line = "  /** " + text + " */\n";
    if (line.length() <= WIDTH) {
      return line;
    }
    List<String> lines = new ArrayList<>(List.of("   *"));
    for (String word : text.split(" ")) {
      String last = lines.get(lines.size() - 1);
      if (last.length() + 1 + word.length() > WIDTH) {
        lines.add("   *   " + word);
      } else {
        lines.set(lines.size() - 1, last + " " + word);
      }
    }
    return "  /**\n" + String.join("\n", lines) + "\n   */\n";
  }

  /** The properties of a JSON schema whose definitions are sorted by key. */
  static String schema(String schema) {
    String text = schema;
    for (Options options : Options.values()) {
      int definition = text.indexOf("    \"" + DEFINITIONS.get(options) + "\": {\n      \"type\"");
      if (definition >= 0) {
        String begin = "      \"properties\": {\n";
        int from = text.indexOf(begin, definition) + begin.length();
        int to = text.indexOf("\n      }", from);
        text = replaceBetween(text, from, to, properties(text.substring(from, to), options));
      }
    }
    return text;
  }

  private static String properties(String present, Options options) {
    Map<String, String> properties = new TreeMap<>();
    Matcher property = Pattern.compile("(?ms)^ {8}\"(\\w+)\": \\{\n.*?^ {8}}").matcher(present);
    while (property.find()) {
      properties.put(property.group(1), property.group());
    }
    for (Limit limit : Limit.of(options)) {
      String meaning = limit.meaning().replace("`", "");
      properties.put(limit.key(), "        \"" + limit.key() + "\": {\n"
        + "          \"type\": \"integer\",\n"
        + "          \"default\": " + limit.defaultValue() + ",\n"
        + "          \"description\": \"" + Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ". Unit: "
        + limit.unit().label() + (limit.isOffAtZero() ? "; 0 for no limit" : "") + ".\"\n"
        + "        }");
    }
    return String.join(",\n", properties.values());
  }

  /** The rows of the guide's tables of options. */
  static String guide(String chapter) {
    String text = chapter;
    for (Limit limit : Limit.values()) {
      int table = text.indexOf("\n|===\n", text.indexOf("[#" + GUIDE_TABLES.get(limit.options()) + "]")) + 1;
      int end = text.indexOf("\n|===\n", table + 1) + 1;
      String row = "| `" + limit.key() + "` | " + limit.unit().label() + " | " + limit.defaultValue() + " | "
        + limit.meaning() + (limit.isOffAtZero() && limit.options() != Options.LIMITS ? "; 0 for no limit" : "") + "\n";
      int present = text.indexOf("| `" + limit.key() + "` |", table);
      boolean isThere = present >= 0 && present < end;
      text = replaceBetween(text, isThere ? present : end, isThere ? text.indexOf('\n', present) + 1 : end, row);
    }
    return text;
  }

  /** The object {@code limits} of a config file, if it has one. */
  static String config(String config) {
    Matcher object = Pattern.compile("(?ms)^( *)\"limits\": \\{\n.*?^\\1}").matcher(config);
    if (!object.find()) {
      return config;
    }
    String indent = object.group(1);
    return replaceBetween(config, object.start(), object.end(), Limit.of(Options.LIMITS).stream()
      .map(limit -> indent + "  \"" + limit.key() + "\": " + limit.defaultValue())
      .collect(Collectors.joining(",\n", indent + "\"limits\": {\n", "\n" + indent + "}")));
  }
}
