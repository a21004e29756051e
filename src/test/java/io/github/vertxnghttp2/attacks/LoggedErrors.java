package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.testing.BlockedThreads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Errors of this side that only appear in the log. Faults of peers are not counted. */
final class LoggedErrors extends Handler implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger(""); // Netty's, too

  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  LoggedErrors() {
    LOGGER.addHandler(this);
  }

  @Override
  public void publish(LogRecord record) {
    if (BlockedThreads.tells(record)) {
      return;
    }
    if (record.getLevel().intValue() >= Level.SEVERE.intValue() || record.getThrown() instanceof RuntimeException) {
      errors.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
    }
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    LOGGER.removeHandler(this);
    assertEquals(0, errors.size(), () -> errors.toString());
  }
}
