package io.github.vertxnghttp2.launcher;

import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.json.RecordingFormatException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** {@code inspect FILE}: opens a recording in the page of the inspector, until the command is ended. */
final class InspectCommand {
  static final String USAGE = """
    Usage: java -jar vertx-nghttp2-all.jar inspect FILE

    Opens a recording of this library (.qlog or .sqlog) in the page of the inspector, on the loopback
    address, until Ctrl-C ends it.

    Exit code: 3 if the command could not run.
    """;
  static final int COULD_NOT_RUN = 3;
  private final PrintStream out;
  private final PrintStream err;

  InspectCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command. Returns when the thread is interrupted, or if the command could not run.
   *
   * @param args those after {@code inspect}
   * @return the exit code
   */
  int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    try {
      Path file = file(args);
      serve(file, QlogReader.read(Buffer.buffer(Files.readAllBytes(file))));
      return 0;
    } catch (RecordingFormatException e) {
      err.println("inspect: " + args.get(0) + " is not a recording of this library: " + e.getMessage());
      return COULD_NOT_RUN;
    } catch (IllegalArgumentException | IOException e) {
      err.println("inspect: " + e.getMessage());
      return COULD_NOT_RUN;
    } catch (ExecutionException e) {
      err.println("inspect: the page cannot be served: " + e.getCause());
      return COULD_NOT_RUN;
    } catch (RuntimeException | OutOfMemoryError e) { // a recording takes more memory than its file has bytes
      err.println("inspect: it could not go on: " + e);
      return COULD_NOT_RUN;
    }
  }

  /** @throws IllegalArgumentException that says what is wrong with the arguments */
  private static Path file(List<String> args) throws IOException {
    if (args.size() != 1) {
      throw new IllegalArgumentException(args.isEmpty() ? "the file is missing"
        : "only one file can be opened at a time");
    }
    String name = args.get(0);
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.startsWith("-")) {
      throw new IllegalArgumentException("there is no option " + name);
    } else if (!lower.endsWith(".qlog") && !lower.endsWith(".sqlog")) {
      throw new IllegalArgumentException(name + " is not a recording: its name must end in .qlog or .sqlog");
    }
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("the file cannot be read: " + e.getReason());
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(name + " cannot be read");
    } else if (Files.size(file) > QlogReader.MAX_FILE) {
      throw new IllegalArgumentException(name + " has " + Files.size(file) + " bytes; " + QlogReader.MAX_FILE
        + " are allowed");
    }
    return file;
  }

  private void serve(Path file, Recording recording) throws ExecutionException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      InspectedFile page = InspectedFile.serve(vertx, recording).toCompletionStage().toCompletableFuture().get();
      int connections = recording.connections().size();
      out.println(file + " has " + connections + (connections == 1 ? " connection." : " connections.") + " Open");
      out.println(page.url());
      out.println("Ctrl-C ends it.");
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // the end
    } finally {
      vertx.close();
    }
  }
}
