package io.github.vertxnghttp2.launcher;

import io.github.vertxnghttp2.doctor.DoctorCommand;
import io.vertx.launcher.application.VertxApplication;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of the all-in-one jar. With {@code doctor} or {@code inspect} as the first argument it runs that
 * command. Otherwise it is the launcher of Vert.x, which finds the verticle to start in the manifest that names its
 * own class as the main class.
 */
public final class Main extends VertxApplication {

  private Main(String[] args) {
    super(args);
  }

  public static void main(String[] args) {
    List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "doctor" -> {
        QuietLogging.begin();
        System.exit(new DoctorCommand(utf8(FileDescriptor.out), utf8(FileDescriptor.err)).run(rest));
      }
      case "inspect" -> {
        QuietLogging.begin();
        System.exit(new InspectCommand(utf8(FileDescriptor.out), utf8(FileDescriptor.err)).run(rest));
      }
      default -> new Main(args).launch();
    }
  }

  /** The texts have characters beyond ASCII, which the platform may not have. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
