package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Field;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Place;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.vertx.core.http.HttpMethod;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The arguments of the command. */
final class DoctorArguments {
  static final String USAGE = """
    Usage: java -jar vertx-nghttp2-all.jar doctor URL [OPTION...]

    Tries an HTTP/2 server, and says of each thing how it is and what to change.

      --method METHOD         method of the request; GET unless given
      --header NAME:VALUE     field of the request, may be given several times; values are never shown
      --connect-to HOST:PORT  connect there instead of to host and port of the URL
      --ca FILE               trust the certificates of this PEM file instead of those of the JVM
      --insecure              go on although the certificate is not in order
      --timeout SECONDS       what one check may take, 0.1 to 600; 10 unless given. All together may
                              take three times that
      --json                  print the report as JSON
      --no-color              print without colors; so does the environment variable NO_COLOR
      --help                  print this text

    Exit codes: 0 all is well, 1 there are warnings, 2 there are problems, 3 the command could not run.
    """;

  /** What is printed. */
  enum Output {
    TEXT, JSON, USAGE
  }

  /** When the text has colors. */
  enum Coloring {
    /** On a terminal, unless the environment has NO_COLOR. */
    BY_TERMINAL,
    NEVER
  }

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Set<String> NOT_FOR_USERS = Set.of("connection", "content-length", "host", "keep-alive",
    "proxy-connection", "te", "transfer-encoding", "upgrade");
  private static final BigDecimal MIN_SECONDS = new BigDecimal("0.1");
  private static final BigDecimal MAX_SECONDS = new BigDecimal(600);

  private final List<Field> headers = new ArrayList<>();
  private Target target;
  private Place connectTo;
  private HttpMethod method = HttpMethod.GET;
  private Trust trust = Trust.VERIFIED;
  private String authorities;
  private Duration checkTime = ExamOptions.CHECK_TIME;
  private Output output = Output.TEXT;
  private Coloring coloring = Coloring.BY_TERMINAL;

  private DoctorArguments() {
  }

  /**
   * @param args those after {@code doctor}
   * @throws IllegalArgumentException with a text for the user, without values of header fields
   */
  static DoctorArguments parse(List<String> args) {
    DoctorArguments parsed = new DoctorArguments();
    Iterator<String> rest = args.iterator();
    while (rest.hasNext() && parsed.output != Output.USAGE) {
      parsed.argument(rest.next(), rest);
    }
    if (parsed.target == null && parsed.output != Output.USAGE) {
      throw new IllegalArgumentException("the URL is missing");
    }
    return parsed;
  }

  private void argument(String argument, Iterator<String> rest) {
    if (!argument.startsWith("-")) {
      if (target != null) {
        throw new IllegalArgumentException("only one URL can be examined at a time");
      }
      target = Target.of(argument);
      return;
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    switch (name) {
      case "--json" -> output = Output.JSON;
      case "--help", "-h" -> output = Output.USAGE;
      case "--no-color" -> coloring = Coloring.NEVER;
      case "--insecure" -> trust = Trust.INSECURE;
      case "--method", "--header", "--connect-to", "--ca", "--timeout" -> {
        if (equals < 0 && !rest.hasNext()) {
          throw new IllegalArgumentException(name + " needs a value");
        }
        try {
          valued(name, equals < 0 ? rest.next() : argument.substring(equals + 1));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ": " + e.getMessage());
        }
        return;
      }
      default -> throw new IllegalArgumentException("there is no option " + name);
    }
    if (equals >= 0) {
      throw new IllegalArgumentException(name + " has no value");
    }
  }

  private void valued(String name, String value) {
    switch (name) {
      case "--method" -> method = method(value);
      case "--header" -> headers.add(header(value));
      case "--connect-to" -> connectTo = Place.of(value);
      case "--ca" -> authorities = file(value);
      default -> checkTime = seconds(value);
    }
  }

  private static HttpMethod method(String value) {
    if (!value.matches(TOKEN) || value.equals("CONNECT")) {
      throw new IllegalArgumentException("it must be a method, and not CONNECT");
    }
    return HttpMethod.valueOf(value);
  }

  private static Field header(String value) {
    int colon = value.indexOf(':');
    String name = value.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
    if (!name.matches(TOKEN)) {
      throw new IllegalArgumentException("it must be NAME:VALUE");
    } else if (NOT_FOR_USERS.contains(name)) {
      throw new IllegalArgumentException("the field " + name + " cannot be set");
    }
    String content = value.substring(colon + 1).strip();
    if (!content.matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
      throw new IllegalArgumentException("the value of " + name + " has a character that is not allowed");
    }
    return new Field(name, content);
  }

  private static String file(String value) {
    if (!Files.isReadable(Path.of(value))) {
      throw new IllegalArgumentException("the file cannot be read");
    }
    return value;
  }

  private static Duration seconds(String value) {
    try {
      BigDecimal seconds = new BigDecimal(value);
      // Compared before it is converted: a large exponent makes a number of very many digits.
      if (seconds.compareTo(MIN_SECONDS) >= 0 && seconds.compareTo(MAX_SECONDS) <= 0) {
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("it must be from 0.1 to " + MAX_SECONDS + " seconds");
  }

  Output output() {
    return output;
  }

  Coloring coloring() {
    return coloring;
  }

  ExamOptions options() {
    return new ExamOptions(target, connectTo, method, List.copyOf(headers), trust, authorities, checkTime);
  }
}
