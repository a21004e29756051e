package io.github.vertxnghttp2;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each package imports only from below. */
class ArchitectureTest {
  private static final String ROOT = "io.github.vertxnghttp2";
  private static final Path SOURCES = Path.of(System.getProperty("project.basedir", "."), "src", "main", "java");
  private static final Pattern IMPORT = Pattern.compile("^import\\s+(?:static\\s+)?([\\w.]+)", Pattern.MULTILINE);
  private static final String FACE = "the public face";

  /** What a package may import of this project; {@link #FACE} stands for the root package. */
  private static final Map<String, Set<String>> OWN = Map.of(
    FACE, Set.of("frame", "json"),
    "frame", Set.of(),
    "json", Set.of(),
    "binding", Set.of("frame"),
    "protocol", Set.of("frame", "binding"),
    "impl", Set.of(FACE, "frame", "binding", "protocol"),
    "service", Set.of(FACE, "frame", "json", "service.bus"),
    "service.bus", Set.of(FACE, "frame"),
    "micrometer", Set.of(FACE, "frame"));

  /** What a package may import of others. */
  private static final Map<String, List<String>> FOREIGN = Map.of(
    FACE, List.of("java.", "javax.net.ssl.", "io.vertx."),
    "frame", List.of("java."),
    "json", List.of("java.", "io.vertx.core."),
    "binding", List.of("java.", "io.netty.buffer.", "io.netty.util."),
    "protocol", List.of("java.", "io.netty.buffer.", "io.netty.util."),
    "impl", List.of("java.", "javax.net.ssl.", "io.netty.", "io.vertx."),
    "service", List.of("java.", "io.vertx."),
    "service.bus", List.of("java.", "io.vertx."),
    "micrometer", List.of("java.", "io.micrometer.core."));

  /** The interfaces of the public face whose static factories make what is in impl. */
  private static final Set<String> FACTORIES = Set.of("ClientSession", "ServerSession", "Http2", "Http2Client");

  private static String room(String qualified) {
    String rest = qualified.substring(ROOT.length() + 1);
    if (rest.startsWith("service.bus.")) {
      return "service.bus";
    }
    return rest.contains(".") && Character.isLowerCase(rest.charAt(0)) ? rest.substring(0, rest.indexOf('.')) : FACE;
  }

  /** Why this import of that class is forbidden, or {@code null}. */
  private static String verdict(String importer, String imported) {
    String from = room(importer);
    if (!OWN.containsKey(from)) {
      return importer + " is in a package that section 1 of the design does not name";
    }
    boolean allowed;
    if (imported.startsWith(ROOT + ".")) {
      String to = room(imported);
      String name = importer.substring(importer.lastIndexOf('.') + 1);
      allowed = to.equals(from) || OWN.get(from).contains(to)
        || from.equals(FACE) && to.equals("impl") && FACTORIES.contains(name);
    } else {
      allowed = FOREIGN.get(from).stream().anyMatch(imported::startsWith);
    }
    return allowed ? null : importer + " imports " + imported;
  }

  private static String className(Path file) {
    String path = SOURCES.relativize(file).toString().replace('\\', '/').replace('/', '.');
    return path.substring(0, path.length() - ".java".length());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES.resolve(ROOT.replace('.', '/')))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @Test
  void every_package_imports_only_what_lies_below_it() throws IOException {
    Set<String> forbidden = new TreeSet<>();
    int imports = 0;
    for (Path file : sources()) {
      Matcher matcher = IMPORT.matcher(Files.readString(file));
      for (; matcher.find(); imports++) {
        String verdict = verdict(className(file), matcher.group(1));
        if (verdict != null) {
          forbidden.add(verdict);
        }
      }
    }
    assertEquals(Set.of(), forbidden, "see section 1 of the design");
    assertTrue(imports > 200, "only " + imports + " imports were found under " + SOURCES);
  }

  @Test
  void no_package_is_reached_by_a_qualified_name_instead_of_an_import() throws IOException {
    Pattern qualified = Pattern.compile(Pattern.quote(ROOT) + "\\.(?:impl|protocol|binding|service)\\.[A-Z]\\w*");
    Set<String> found = new TreeSet<>();
    for (Path file : sources()) {
      for (String line : Files.readAllLines(file)) {
        if (!line.startsWith("import ") && !line.startsWith("package ") && qualified.matcher(line).find()) {
          found.add(className(file) + ": " + line.strip());
        }
      }
    }
    assertEquals(Set.of(), found, "qualified names hide a dependency from this test");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "frame.Flag binding.Session", "frame.Flag ServerSession", "binding.Session protocol.Connection",
    "protocol.Stream impl.BodyReader", "protocol.Stream ServerRequest", "service.X impl.BodyReader", "service.X binding.Session",
    "ServerRequest impl.ServerRequestImpl", "Http2 binding.Session", "impl.BodyReader service.X", "json.X ServerOptions", "other.X frame.Flag"})
  void the_rule_knows_what_is_forbidden(String pair) {
    String[] names = pair.split(" ");
    assertTrue(verdict(ROOT + "." + names[0], ROOT + "." + names[1]) != null, "allowed: " + pair);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frame.Flag io.netty.buffer.ByteBuf", "frame.Flag io.vertx.core.Future",
    "binding.Session io.vertx.core.Future", "binding.Session io.netty.channel.Channel", "protocol.Stream io.vertx.core.Future",
    "ServerRequest io.netty.buffer.ByteBuf", "impl.SessionCounters io.micrometer.core.instrument.Counter",
    "ServerSession io.micrometer.core.instrument.Counter"})
  void the_rule_knows_which_libraries_are_forbidden(String pair) {
    String[] names = pair.split(" ");
    assertTrue(verdict(ROOT + "." + names[0], names[1]) != null, "allowed: " + pair);
  }
}
