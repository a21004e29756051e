package io.github.vertxnghttp2.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The npm package: its own tests, its types, and what npm packs. */
@Timeout(180)
@NeedsPeer("node")
class NodePackageIT {
  private static final Path SOURCE = ExampleServer.projectFile("src/node");

  private static Set<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(SOURCE.resolve(folder))) {
      return files.map(file -> folder + "/" + file.getFileName()).collect(Collectors.toSet());
    }
  }

  @Test
  void its_own_tests_pass_without_a_jvm() {
    String printed = Peer.run(Peer.find("node", "nodejs"), "--test", NodeFolder.folder().resolve("test").toString());
    assertTrue(printed.contains("fail 0"), printed);
  }

  @Test
  @ExtendWith(NodeFolder.Installed.class)
  void the_compiler_of_typescript_accepts_its_types() {
    Path folder = NodeFolder.folder();
    Peer.run(Peer.find("node", "nodejs"), folder.resolve("node_modules/typescript/bin/tsc").toString(), "--project",
      folder.resolve("test/types").toString());
  }

  @Test
  void npm_packs_the_library_its_types_and_the_examples() throws IOException {
    String json = Peer.run(Peer.find("npm", "npm"), "pack", SOURCE.toString(), "--dry-run", "--json", "--silent");
    Set<String> packed = new TreeSet<>();
    new JsonArray(json).getJsonObject(0).getJsonArray("files").forEach(file -> packed.add(((JsonObject) file).getString(
      "path")));
    Set<String> expected = new TreeSet<>(Set.of("LICENSE", "README.md", "package.json"));
    expected.addAll(files("lib"));
    expected.addAll(files("examples"));
    assertEquals(expected, packed);
    assertTrue(packed.contains("lib/index.d.ts"));
  }

  @Test
  void its_licence_and_its_version_are_those_of_the_project() throws IOException {
    assertEquals(Files.readString(ExampleServer.projectFile("LICENSE")), Files.readString(SOURCE.resolve("LICENSE")));
    JsonObject npm = new JsonObject(Files.readString(SOURCE.resolve("package.json")));
    assertTrue(Files.readString(ExampleServer.projectFile("pom.xml")).contains("<version>" + npm.getString("version")
      + "-SNAPSHOT</version>"));
  }
}
