package io.github.vertxnghttp2;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.service.ChoiceOptions;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.HealthOptions;
import io.github.vertxnghttp2.service.RateLimitOptions;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.TokenOptions;
import io.github.vertxnghttp2.service.bridge.BridgeVerticleOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The snippets, links and tables of the guide agree with the code. */
class GuideTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final Path GUIDE = ROOT.resolve("src/main/asciidoc");
  private static final Path EXAMPLES = ROOT.resolve("src/main/java/examples");
  /** The folders of the snippets, by the attribute that names them in the guide. */
  private static final Map<String, Path> LANGUAGES = Map.of(
    "examples", EXAMPLES,
    "kotlin", ROOT.resolve("src/examples/kotlin/examples"),
    "groovy", ROOT.resolve("src/examples/groovy/examples"),
    "rxjava", ROOT.resolve("src/examples/rxjava/examples"),
    "served", ROOT.resolve("src/examples/served/examples"),
    "node", ROOT.resolve("src/node/examples"),
    "bridges", ROOT.resolve("src/examples/node/examples"),
    "project", ROOT);
  private static final String CODE = "^\\[source,\\w+,indent=0]\n----";
  private static final String COMMENT = "(?://|<!--) ";
  private static final Path NAMES = ROOT.resolve("src/test/resources/pynghttp2-names.txt");
  private static final List<String> PACKAGES = List.of("", "frame.", "frame.SettingsFrame$", "binding.", "protocol.",
    "impl.", "impl.transport.");

  private static Map<String, String> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(end))
        .collect(Collectors.toMap(file -> file.getFileName().toString(), GuideTest::read, (a, b) -> a, TreeMap::new));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<MatchResult> find(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().toList();
  }

  @Test
  void every_snippet_is_a_tagged_piece_of_an_example_and_every_tag_is_used() throws IOException {
    Set<String> included = new TreeSet<>();
    for (String text : files(GUIDE, ".adoc").values()) {
      find("^include::\\{(\\w+)}/(\\w+\\.\\w+)\\[tag=([\\w-]+)]$", text)
        .forEach(m -> included.add(m.group(1) + "/" + m.group(2) + " " + m.group(3)));
    }
    Set<String> tagged = new TreeSet<>();
    for (Map.Entry<String, Path> language : LANGUAGES.entrySet()) {
      files(language.getValue(), "").forEach((file, text) -> find(COMMENT + "tag::([\\w-]+)\\[]", text).forEach(m -> {
        assertTrue(tagged.add(language.getKey() + "/" + file + " " + m.group(1)), () -> file + " has two tags "
          + m.group(1));
        assertEquals(1, find(COMMENT + "end::" + m.group(1) + "\\[]", text).size(), () -> file + ": end of " + m.group(
          1));
      }));
    }
    assertEquals(tagged, included);
    assertTrue(tagged.size() > 40, tagged::toString);
  }

  @Test
  void all_code_of_the_guide_is_included_from_examples() throws IOException {
    files(GUIDE, ".adoc").forEach((file, text) -> {
      int blocks = find(CODE, text).size();
      assertEquals(blocks, find(CODE + "\ninclude::[^\n]*\n----$", text).size(), file);
      assertEquals(2 * blocks, find("^----$", text).size(), file);
      assertFalse(text.contains("```"), file);
    });
  }

  @Test
  void every_link_has_a_target_and_every_chapter_is_in_the_book() throws IOException {
    Map<String, String> chapters = files(GUIDE, ".adoc");
    int links = 0;
    for (Map.Entry<String, String> chapter : chapters.entrySet()) {
      for (MatchResult link : find("xref:([\\w-]+\\.adoc)?#([\\w-]+)\\[", chapter.getValue())) {
        String file = link.group(1) == null ? chapter.getKey() : link.group(1);
        assertTrue(chapters.containsKey(file) && chapters.get(file).contains("[#" + link.group(2) + "]\n"),
          () -> chapter.getKey()
            + ": " + link.group());
        links++;
      }
      assertEquals(find("xref:|<<", chapter.getValue()).size(), find("xref:([\\w-]+\\.adoc)?#[\\w-]+\\[",
        chapter.getValue()).size(), chapter.getKey());
      assertTrue(chapter.getKey().equals("index.adoc")
        || chapters.get("index.adoc").contains("include::" + chapter.getKey() + "[leveloffset=+1]"), chapter.getKey());
    }
    assertTrue(links > 5);
  }

  @Test
  void the_table_has_every_name_of_pynghttp2_and_the_names_beside_them_exist() throws Exception {
    Set<String> names = new TreeSet<>(Files.readAllLines(NAMES));
    Set<String> told = new TreeSet<>();
    for (MatchResult row : find("^\\| (`[^|]*) \\| ([^|]*) \\|.*$", read(GUIDE.resolve("pynghttp2.adoc")))) {
      List<String> here = words(row.group(2));
      assertTrue(row.group(2).equals("—") == here.isEmpty(), row::group);
      for (String name : here) {
        assertTrue(exists(name), () -> name + " does not exist: " + row.group());
      }
      for (String name : words(row.group(1))) {
        if (name.endsWith(".*")) {
          told.addAll(members(name, names, here));
        } else {
          assertTrue(names.contains(name), () -> "pynghttp2 has no " + name);
          assertTrue(told.add(name), () -> name + " is told twice");
        }
      }
    }
    assertEquals(names, told);
  }

  /** The members of an enum must be constants of the same name. */
  private static Set<String> members(String pattern, Set<String> names, List<String> here) throws Exception {
    String prefix = pattern.substring(0, pattern.length() - 1);
    Set<String> members = names.stream().filter(name -> name.startsWith(prefix)).collect(Collectors.toSet());
    assertFalse(members.isEmpty(), pattern);
    if (type(here.get(0)) != null && type(here.get(0)).isEnum()) {
      for (String member : members) {
        assertNotNull(type(here.get(0)).getField(member.substring(prefix.length())));
      }
    }
    return members;
  }

  private static List<String> words(String cell) {
    return find("`([^`]+)`", cell).stream().map(m -> m.group(1)).toList();
  }

  private static Class<?> type(String name) {
    for (String place : PACKAGES) {
      try {
        return Class.forName("io.github.vertxnghttp2." + place + name, false, GuideTest.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        // try the next package
      }
    }
    return null;
  }

  private static boolean exists(String name) {
    String[] parts = name.split("#");
    Class<?> type = type(parts[0]);
    return type != null && (parts.length == 1 || Stream.of(type.getMethods()).anyMatch(m -> m.getName().equals(
      parts[1])));
  }

  @Test
  void every_option_is_in_its_table_with_its_default() {
    assertTable("options", "server-options", ServerOptions.class, new ServerOptions().toJson(), Set.of());
    assertTable("options", "client-options", ClientOptions.class, new ClientOptions().toJson(), Set.of("port"));
    assertTable("options", "http2-options", Http2Options.class, new Http2Options().toJson(), Set.of());
    assertTable("options", "http2-limits", Http2Limits.class, new Http2Limits().toJson(), Set.of());
    assertTable("options", "recorder", RecorderOptions.class, new RecorderOptions().toJson(), Set.of());
    assertTable("options", "settings", Http2Settings.class, new Http2Options().getSettings().toJson(), Set.of());
    assertTable("options", "request-options", Http2RequestOptions.class, new JsonObject(), Set.of());
    assertTable("server-verticle", "server-verticle-options", ServerVerticleOptions.class, new ServerVerticleOptions()
      .toJson(), Set.of("listeners", "routes"));
    assertTable("server-verticle", "route-options", RouteOptions.class, new RouteOptions().setPath("/").toJson(),
      Set.of("id", "path"));
    assertTable("server-verticle", "choice-options", ChoiceOptions.class, new ChoiceOptions().toJson(), Set.of());
    assertTable("server-verticle", "health-options", HealthOptions.class, new HealthOptions().setHost("any").toJson(),
      Set.of());
    assertTable("server-verticle", "token-options", TokenOptions.class, new TokenOptions().toJson(), Set.of());
    assertTable("server-verticle", "rate-limit-options", RateLimitOptions.class, new RateLimitOptions().toJson(),
      Set.of());
    assertTable("server-verticle", "stream-options", StreamOptions.class, new StreamOptions().toJson(), Set.of());
    assertTable("client-verticle", "client-verticle-options", ClientVerticleOptions.class,
      new ClientVerticleOptions().toJson(), Set.of());
    assertTable("node", "bridge-options", BridgeVerticleOptions.class, new BridgeVerticleOptions().toJson(), Set.of());
    assertTable("inspector", "inspector-options", InspectorOptions.class, new InspectorOptions().toJson(), Set.of());
    assertTable("binding", "session-options", SessionOptions.class, new JsonObject(), Set.of());
    assertEquals(443, new ClientOptions().setSsl(true).getPort());
    assertEquals(80, new ClientOptions().getPort());
  }

  private static void assertTable(String chapter, String id, Class<?> options, JsonObject defaults,
                                  Set<String> computed) {
    String text = read(GUIDE.resolve(chapter + ".adoc"));
    int from = text.indexOf("|===", text.indexOf("[#" + id + "]"));
    Map<String, String> rows = find("^\\| `(\\w+)` \\| [^|]*\\| ?([^|]*?) ?\\|.*$", text.substring(from, text.indexOf(
      "|===", from + 1)))
      .stream().collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    assertEquals(setters(options), new TreeSet<>(rows.keySet()), id);
    rows.forEach((option, told) -> {
      Object value = defaults.getValue(option);
      if (value != null && !(value instanceof JsonObject) && !computed.contains(option)) {
        assertEquals(String.valueOf(value), told, id + ": " + option);
      }
    });
  }

  private static Set<String> setters(Class<?> options) {
    return Arrays.stream(options.getDeclaredMethods())
      .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge()
        && method.getParameterCount() > 0)
      .map(Method::getName)
      .filter(name -> name.matches("(set|add|put)[A-Z].*") && !name.equals("setLong")) // sets any setting by its id
      .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
      .collect(Collectors.toCollection(TreeSet::new));
  }
}
