package io.github.vertxnghttp2.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code inspect FILE}: opens a recording in the page of the inspector. */
final class InspectCommand {
  static final String USAGE = """
    Usage: java -jar vertx-nghttp2-all.jar inspect FILE

    Opens a recording of this module (.qlog or .sqlog) in the page of the inspector, on the loopback
    address, until Ctrl-C ends it.

    Exit codes: 0 the command was ended, 3 the command could not run.
    """;
  static final int COULD_NOT_RUN = 3;
  /** 256 MiB. The recording is held in memory while the page is open. */
  static final long MAX_SIZE = 256L << 20;

  private final PrintStream out;
  private final PrintStream err;

  InspectCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** @param args those after {@code inspect} */
  int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    String problem = problem(args);
    if (problem != null) {
      err.println("inspect: " + problem);
      return COULD_NOT_RUN;
    }
    err.println("inspect: the inspector is not part of this build");
    return COULD_NOT_RUN;
  }

  /** What is wrong with the arguments; {@code null} if nothing is. */
  private static String problem(List<String> args) {
    if (args.size() != 1) {
      return args.isEmpty() ? "the file is missing" : "only one file can be opened at a time";
    }
    String name = args.get(0);
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.startsWith("-")) {
      return "there is no option " + name;
    } else if (!lower.endsWith(".qlog") && !lower.endsWith(".sqlog")) {
      return name + " is not a recording: its name must end in .qlog or .sqlog";
    }
    try {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        return name + " cannot be read";
      }
      return Files.size(file) > MAX_SIZE ? name + " has " + Files.size(file) + " bytes; " + MAX_SIZE
        + " are allowed" : null;
    } catch (IOException | InvalidPathException e) {
      return name + " cannot be read: " + e.getMessage();
    }
  }
}
