package io.github.vertxnghttp2.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a logger says at any level while this is open. */
public final class LogLines extends Handler implements AutoCloseable {
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  /** Held, as loggers that nobody holds are collected with their handlers. */
  private final Logger logger;
  private final Level level;

  private LogLines(String name) {
    logger = Logger.getLogger(name);
    level = logger.getLevel();
    logger.setLevel(Level.ALL);
    logger.addHandler(this);
  }

  public static LogLines of(String logger) {
    return new LogLines(logger);
  }

  /** Those so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Whether a line so far has all of these words. */
  public boolean contains(String... words) {
    return lines.stream().anyMatch(line -> List.of(words).stream().allMatch(line::contains));
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(formatter.formatMessage(record));
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(level);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
