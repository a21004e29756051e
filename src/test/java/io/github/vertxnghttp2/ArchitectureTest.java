package io.github.vertxnghttp2;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each package imports only from below. */
class ArchitectureTest {
  private static final String ROOT = "io.github.vertxnghttp2";
  private static final Path SOURCES = Path.of(System.getProperty("project.basedir", "."), "src", "main", "java");
  private static final Pattern IMPORT = Pattern.compile("^import\\s+(?:static\\s+)?([\\w.]+)", Pattern.MULTILINE);
  private static final String FACE = "the public face";

  /** What each package may import of this project, by its name below the root; {@link #FACE} stands for the root. */
  private static final Map<String, Set<String>> OWN = Map.ofEntries(
    Map.entry(FACE, Set.of("frame", "json", "limits")),
    Map.entry("frame", Set.of()),
    Map.entry("limits", Set.of("frame")),
    Map.entry("json", Set.of()),
    Map.entry("logging", Set.of()),
    Map.entry("binding", Set.of("frame", "limits", "recording", "binding.checks", "binding.jni",
      "binding.wire")),
    Map.entry("binding.checks", Set.of("frame")),
    Map.entry("binding.jni", Set.of("binding.wire")),
    Map.entry("binding.wire", Set.of("frame", "recording", "binding.checks")),
    Map.entry("protocol", Set.of("frame", "limits", "recording", "binding", "protocol.checks", "protocol.output",
      "protocol.recorder", "protocol.stream", "protocol.window")),
    Map.entry("protocol.checks", Set.of("frame", "binding")),
    Map.entry("protocol.output", Set.of()),
    Map.entry("protocol.recorder", Set.of("frame", "recording")),
    Map.entry("protocol.stream", Set.of("frame")),
    Map.entry("protocol.window", Set.of("frame", "binding")),
    Map.entry("impl", Set.of(FACE, "frame", "limits", "logging", "binding", "protocol", "protocol.checks",
      "impl.transport", "impl.handshake", "impl.body", "impl.limits", "impl.recording", "impl.telemetry",
      "impl.fields", "recording")),
    Map.entry("impl.limits", Set.of(FACE, "frame", "limits", "logging", "protocol", "impl.transport")),
    Map.entry("impl.transport", Set.of(FACE, "frame", "binding", "protocol", "protocol.output", "impl.handshake",
      "impl.telemetry")),
    Map.entry("impl.handshake", Set.of(FACE, "frame", "limits", "binding", "protocol", "protocol.checks")),
    Map.entry("impl.body", Set.of(FACE, "frame", "limits", "binding", "protocol", "impl.fields")),
    Map.entry("impl.telemetry", Set.of(FACE, "frame", "limits", "logging", "binding", "protocol", "impl.fields")),
    Map.entry("impl.recording", Set.of(FACE, "frame", "limits", "recording", "recording.live", "protocol",
      "protocol.recorder", "impl.telemetry")),
    Map.entry("impl.fields", Set.of("frame", "binding", "protocol.checks")),
    Map.entry("http", Set.of(FACE, "frame", "binding", "http.engine", "http.websocket")),
    Map.entry("http.engine", Set.of(FACE, "frame", "limits", "recording", "binding", "protocol", "protocol.checks",
      "impl.transport", "impl.handshake", "impl.body", "impl.limits", "impl.recording", "impl.telemetry",
      "http.upgrade", "http.compression", "http.control", "http.fields", "http.stream", "http.websocket")),
    Map.entry("http.control", Set.of(FACE, "frame", "binding", "protocol", "impl.transport", "impl.body")),
    Map.entry("http.fields", Set.of("frame", "binding")),
    Map.entry("http.stream", Set.of("frame", "impl.body")),
    Map.entry("http.compression", Set.of("frame")),
    Map.entry("http.upgrade", Set.of("frame", "impl.handshake")),
    Map.entry("http.websocket", Set.of("frame", "binding", "protocol")),
    Map.entry("recording", Set.of("frame")),
    Map.entry("recording.live", Set.of("recording")),
    Map.entry("recording.analysis", Set.of("frame", "recording")),
    Map.entry("recording.diagnosis", Set.of("frame", "limits", "recording", "recording.analysis")),
    Map.entry("recording.json", Set.of("frame", "recording", "recording.analysis", "recording.diagnosis")),
    Map.entry("recording.export", Set.of("frame", "recording", "recording.json")),
    Map.entry("inspector", Set.of("json")),
    Map.entry("inspector.view", Set.of("frame", "recording", "recording.json", "recording.live")),
    Map.entry("inspector.cluster", Set.of("recording", "recording.json", "inspector.view")),
    Map.entry("inspector.server", Set.of("http", "inspector", "inspector.view", "inspector.cluster",
      "recording", "recording.export", "recording.json", "recording.live")),
    Map.entry("service.syntax", Set.of()),
    Map.entry("service.bus.wire", Set.of("frame")),
    Map.entry("service", Set.of(FACE, "json", "service.syntax", "service.bus.wire")),
    Map.entry("service.cluster", Set.of()),
    Map.entry("service.bus", Set.of(FACE, "frame", "service", "service.bus.wire", "service.cluster")),
    Map.entry("service.closing", Set.of("service")),
    Map.entry("service.stats", Set.of()),
    Map.entry("service.health", Set.of(FACE, "service", "service.syntax")),
    Map.entry("service.identity", Set.of(FACE, "service")),
    Map.entry("service.limits", Set.of("service", "service.syntax")),
    Map.entry("service.routing", Set.of("json", "service", "service.syntax", "service.identity", "service.limits",
      "service.stats")),
    Map.entry("service.nodes", Set.of("service", "service.bus.wire", "service.cluster", "service.routing")),
    Map.entry("service.control", Set.of(FACE, "json", "service", "service.bus", "service.nodes", "service.routing",
      "service.stats")),
    Map.entry("service.exchange", Set.of(FACE, "frame", "recording", "service", "service.bus", "service.bus.wire",
      "service.nodes", "service.routing", "service.identity", "service.limits", "service.syntax", "service.stats")),
    Map.entry("service.handler", Set.of(FACE, "frame", "recording.live", "service", "service.bus", "service.bus.wire",
      "service.closing")),
    Map.entry("service.client", Set.of(FACE, "frame", "logging", "recording", "service", "service.bus",
      "service.bus.wire", "service.syntax")),
    Map.entry("service.bridge", Set.of("json", "service.bus.wire", "service.syntax")),
    Map.entry("service.hello", Set.of("service")),
    Map.entry("micrometer", Set.of(FACE, "frame", "service", "service.stats")),
    Map.entry("doctor.exam", Set.of("frame")),
    Map.entry("doctor.probe", Set.of(FACE, "frame", "binding", "doctor.exam")),
    Map.entry("doctor.checks", Set.of(FACE, "frame", "doctor.exam", "doctor.probe")),
    Map.entry("doctor", Set.of("doctor.exam", "doctor.checks", "doctor.probe")),
    Map.entry("launcher", Set.of("doctor", "inspector", "recording", "recording.export", "recording.json",
      "recording.live")));

  /** What a package and the packages nested in it may import of others. A nested package may have its own row. */
  private static final Map<String, List<String>> FOREIGN = Map.ofEntries(
    Map.entry(FACE, List.of("java.", "javax.net.ssl.", "io.vertx.")),
    Map.entry("frame", List.of("java.")),
    Map.entry("limits", List.of("java.")),
    Map.entry("json", List.of("java.", "io.vertx.core.")),
    Map.entry("logging", List.of("java.")),
    Map.entry("binding", List.of("java.", "io.netty.buffer.", "io.netty.util.")),
    Map.entry("protocol", List.of("java.", "io.netty.buffer.", "io.netty.util.")),
    Map.entry("impl", List.of("java.", "javax.net.ssl.", "io.netty.", "io.vertx.")),
    Map.entry("http", List.of("java.", "io.netty.", "io.vertx.")),
    Map.entry("recording", List.of("java.", "io.vertx.core.")),
    Map.entry("inspector", List.of("java.", "io.vertx.core.", "io.vertx.codegen.annotations.")),
    Map.entry("service", List.of("java.", "io.vertx.")),
    Map.entry("service.identity", List.of("java.", "javax.net.ssl.", "javax.security.auth.x500.", "io.vertx.")),
    Map.entry("doctor", List.of("java.", "javax.net.ssl.", "io.netty.buffer.", "io.vertx.core.")),
    Map.entry("launcher", List.of("java.", "io.vertx.core.", "io.vertx.launcher.application.")),
    Map.entry("micrometer", List.of("java.", "io.micrometer.core.", "io.vertx.core.")));

  /** Public classes that make hidden ones, and the packages of these, which lie above them. */
  private static final Map<String, Set<String>> FACTORIES = Map.ofEntries(
    Map.entry("ClientSession", Set.of("impl")),
    Map.entry("ServerSession", Set.of("impl")),
    Map.entry("Http2", Set.of("impl")),
    Map.entry("Http2Client", Set.of("impl")),
    Map.entry("service.ServerVerticle", Set.of("service.bus", "service.closing", "service.control", "service.exchange",
      "service.health", "service.routing", "service.identity")),
    Map.entry("service.ServerHealth", Set.of("service.health")),
    Map.entry("service.ClientVerticle", Set.of("service.bus", "service.client")),
    Map.entry("inspector.Inspector", Set.of("inspector.server")),
    Map.entry("service.Http2VerticleFactory", Set.of("inspector", "service.bridge", "service.hello")),
    Map.entry("service.RequestConsumer", Set.of("service.handler")),
    Map.entry("service.Routes", Set.of("service.control")),
    Map.entry("service.StreamClient", Set.of("service.client")));

  /** Classes that may import another class of a library than their package may: who asks for slices gets Netty's. */
  private static final Map<String, String> EXCEPTIONS = Map.of("StreamReader", "io.netty.buffer.ByteBuf");

  /** The package of a class by its name below the root: {@code impl.body} for {@code R.impl.body.BodyReader.State}. */
  private static String room(String qualified) {
    List<String> packages = new ArrayList<>();
    for (String part : qualified.substring(ROOT.length() + 1).split("\\.")) {
      if (!Character.isLowerCase(part.charAt(0)) || part.equals("package-info")) {
        break;
      }
      packages.add(part);
    }
    return packages.isEmpty() ? FACE : String.join(".", packages);
  }

  /** The libraries that a package may import: its own row, or else that of the package around it. */
  private static List<String> libraries(String room) {
    String name = room;
    while (!FOREIGN.containsKey(name)) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return FOREIGN.get(name);
  }

  /** Why this import of that class is forbidden, or {@code null}. */
  private static String verdict(String importer, String imported) {
    String from = room(importer);
    if (!OWN.containsKey(from)) {
      return importer + " is in a package that has no row here";
    }
    boolean allowed;
    String name = importer.substring(ROOT.length() + 1);
    if (imported.startsWith(ROOT + ".")) {
      String to = room(imported);
      allowed = to.equals(from) || OWN.get(from).contains(to) || FACTORIES.getOrDefault(name, Set.of()).contains(to);
    } else {
      allowed = imported.equals(EXCEPTIONS.get(name)) || libraries(from).stream().anyMatch(imported::startsWith);
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
    assertEquals(Set.of(), forbidden);
    assertTrue(imports > 200, "only " + imports + " imports were found under " + SOURCES);
  }

  @Test
  void the_package_doc_of_impl_draws_the_allowed_imports() throws IOException {
    String doc = Files.readString(SOURCES.resolve(ROOT.replace('.', '/')).resolve("impl/package-info.java"));
    Map<String, Set<String>> drawn = new TreeMap<>();
    Matcher rows = Pattern.compile("^ \\*   (\\w+)(?: +→ ([\\w, ]+))?$", Pattern.MULTILINE).matcher(doc);
    while (rows.find()) {
      drawn.put("impl." + rows.group(1), rows.group(2) == null ? Set.of() : Stream.of(rows.group(2).split(", "))
        .map(name -> "impl." + name).collect(Collectors.toSet()));
    }
    Map<String, Set<String>> rules = new TreeMap<>();
    OWN.forEach((room, imports) -> {
      if (room.startsWith("impl.")) {
        rules.put(room, imports.stream().filter(name -> name.startsWith("impl.")).collect(Collectors.toSet()));
      }
    });
    drawn.remove("impl.impl");
    assertEquals(rules, drawn);
  }

  @Test
  void the_allowed_imports_form_no_circle() {
    Set<String> settled = new TreeSet<>();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Map.Entry<String, Set<String>> row : OWN.entrySet()) {
        progress |= settled.containsAll(row.getValue()) && settled.add(row.getKey());
      }
    }
    assertEquals(new TreeSet<>(OWN.keySet()), settled, "only these packages stand on packages without a circle");
  }

  @Test
  void no_package_is_reached_by_a_qualified_name_instead_of_an_import() throws IOException {
    Pattern qualified = Pattern.compile(Pattern.quote(ROOT)
      + "\\.(?:impl|protocol|binding|service)(?:\\.[a-z]\\w*)*\\.[A-Z]");
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
    "protocol.Stream impl.body.BodyReader", "protocol.Stream ServerRequest", "service.X impl.ServerSessionImpl",
    "service.X binding.Session", "ServerRequest impl.ServerRequestImpl", "Http2 binding.Session",
    "impl.body.BodyReader service.X", "impl.body.BodyReader impl.ServerRequestImpl", "json.X ServerOptions",
    "other.X frame.Flag", "service.other.X frame.Flag", "service.bus.wire.X service.Y", "service.X service.bus.Y",
    "service.StreamClient service.handler.X", "service.handler.X service.exchange.Y",
    "service.exchange.X service.client.Y",
    "binding.jni.Natives binding.Session", "binding.wire.CommandEncoder binding.jni.Natives",
    "protocol.Stream binding.wire.CommandEncoder"})
  void the_rule_knows_what_is_forbidden(String pair) {
    String[] names = pair.split(" ");
    assertTrue(verdict(ROOT + "." + names[0], ROOT + "." + names[1]) != null, "allowed: " + pair);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frame.Flag io.netty.buffer.ByteBuf", "frame.Flag io.vertx.core.Future",
    "binding.Session io.vertx.core.Future", "binding.Session io.netty.channel.Channel",
    "protocol.Stream io.vertx.core.Future",
    "ServerRequest io.netty.buffer.ByteBuf", "impl.telemetry.SessionCounters io.micrometer.core.instrument.Counter",
    "ServerSession io.micrometer.core.instrument.Counter"})
  void the_rule_knows_which_libraries_are_forbidden(String pair) {
    String[] names = pair.split(" ");
    assertTrue(verdict(ROOT + "." + names[0], names[1]) != null, "allowed: " + pair);
  }
}
