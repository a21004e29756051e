package io.github.vertxnghttp2.benchmarks.league;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine. */
final class Programs {

  private Programs() {
  }

  /** The file, or null if no folder of PATH has it. */
  static Path find(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }

  /** What a program prints, its errors too. It has to end by itself. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(command.get(0) + " ended with " + code + ": " + output.strip());
    }
    return output.strip();
  }

  /** The first line that a program prints, or the reason that there is none. */
  static String firstLine(String... command) throws InterruptedException {
    try {
      return output(List.of(command)).lines().findFirst().orElse("");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
