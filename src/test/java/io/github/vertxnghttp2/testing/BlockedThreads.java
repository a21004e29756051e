package io.github.vertxnghttp2.testing;

import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * The warnings of Vert.x that a thread has been blocked. A busy machine that does not let a thread run for seconds
 * causes them as well, so that a test that looks for complaints passes over them.
 */
public final class BlockedThreads {
  private static final String CHECKER = "BlockedThreadChecker";
  /** Two lines of the console, and a stack trace if it lasts. */
  private static final Pattern PRINTED = Pattern.compile(
    "(?m)^.*" + CHECKER + ".*\\n.*has been blocked for.*\\n(.*VertxException: Thread blocked.*\\n(\\tat .*\\n)*)?");

  private BlockedThreads() {
  }

  /** Whether this is such a warning. */
  public static boolean tells(LogRecord entry) {
    return entry.getLoggerName() != null && entry.getLoggerName().endsWith("." + CHECKER);
  }

  /** What a JVM has printed, without such warnings. */
  public static String removedFrom(String output) {
    return PRINTED.matcher(output).replaceAll("");
  }
}
