package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.DoctorArguments.Coloring;
import io.github.vertxnghttp2.doctor.DoctorArguments.Output;
import io.github.vertxnghttp2.doctor.TextReport.Color;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code doctor URL}: examines a server and prints the report. */
public final class DoctorCommand {
  /** The command could not run. */
  public static final int COULD_NOT_RUN = 3;
  private static final int CLOSE_SECONDS = 5;

  private final PrintStream out;
  private final PrintStream err;

  /** @param out gets the report, in UTF-8. @param err gets what is wrong with the arguments */
  public DoctorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command.
   *
   * @param args those after {@code doctor}
   * @return the exit code: 0 if all is well, 1 with warnings, 2 with problems, 3 if the command could not run
   */
  public int run(List<String> args) {
    DoctorArguments arguments;
    try {
      arguments = DoctorArguments.parse(args);
    } catch (IllegalArgumentException e) {
      err.println("doctor: " + e.getMessage());
      err.println("doctor --help tells the options.");
      return COULD_NOT_RUN;
    }
    if (arguments.output() == Output.USAGE) {
      out.print(DoctorArguments.USAGE);
      return 0;
    }
    try {
      Report report = examine(arguments);
      print(report, arguments);
      if (out.checkError()) {
        err.println("doctor: the report cannot be printed");
        return COULD_NOT_RUN;
      }
      return report.exitCode();
    } catch (RuntimeException e) {
      err.println("doctor: it could not go on: " + e);
      return COULD_NOT_RUN;
    }
  }

  private static Report examine(DoctorArguments arguments) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      return new Doctor(vertx, Clock.systemUTC()).examine(arguments.options());
    } finally {
      close(vertx);
    }
  }

  /** The report does not wait for long: the JVM ends soon. */
  private static void close(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // there is nothing to do about it
    }
  }

  private void print(Report report, DoctorArguments arguments) {
    if (arguments.output() == Output.JSON) {
      out.println(report.toJson().encodePrettily());
    } else {
      boolean colored = arguments.coloring() == Coloring.BY_TERMINAL && System.console() != null
        && System.getenv("NO_COLOR") == null;
      out.print(TextReport.of(report, colored ? Color.ON : Color.OFF));
    }
  }
}
