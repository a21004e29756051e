package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The npm package, in a folder of this JVM below {@code target}, with the scripts of the tests. */
final class NodeFolder {
  private static final Path FOLDER = ExampleServer.projectFile("target/node/" + System.getProperty("test.jvm", "1"));
  private static boolean copied;
  private static String failure;

  private NodeFolder() {
  }

  /** A script of the tests: what it imports by the package's name is the copy. */
  static String script(String name) {
    return folder().resolve("scripts").resolve(name).toString();
  }

  /** An example of the package. */
  static String example(String name) {
    return folder().resolve("examples").resolve(name).toString();
  }

  static synchronized Path folder() {
    if (!copied) {
      Path source = ExampleServer.projectFile("src/node");
      copy(source, FOLDER);
      copy(source.resolve("lib"), FOLDER.resolve("lib"));
      copy(source.resolve("examples"), FOLDER.resolve("examples"));
      copy(source.resolve("test"), FOLDER.resolve("test"));
      copy(source.resolve("test/types"), FOLDER.resolve("test/types"));
      copy(ExampleServer.projectFile("src/test/resources/it/bus"), FOLDER.resolve("scripts"));
      copied = true;
    }
    return FOLDER;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Installs what package-lock.json names; returns what npm says if it cannot. */
  private static synchronized String install() {
    if (failure == null) {
      String npm = Peer.find("npm", "npm");
      Peer peer = Peer.runToEnd(List.of(npm, "ci", "--prefix", folder().toString(), "--ignore-scripts", "--no-audit",
        "--no-fund", "--prefer-offline"));
      failure = peer.exitCode() == 0 ? "" : peer.describe("npm cannot install what the SockJS bridge's client needs");
    }
    return failure;
  }

  /** Tests that are skipped, each for all to see, where npm cannot install what they need. */
  static final class Installed implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Peer.located("npm").isEmpty() && !"true".equals(System.getenv("CI"))) {
        return ConditionEvaluationResult.disabled("npm is not installed; .ci/run says which package has it");
      }
      String failure = install();
      return failure.isEmpty() ? ConditionEvaluationResult.enabled("installed") : ConditionEvaluationResult.disabled(
        failure);
    }
  }
}
