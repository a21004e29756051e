package io.github.vertxnghttp2.service;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.fail;

/** What the verticle logs, among it where it listens. */
final class ListenerLog extends Handler {
  private static final Pattern PLACE = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) .*");
  /** Held, as loggers that nobody holds are collected with their handlers. */
  private static final Logger LOGGER = Logger.getLogger(ServerVerticle.class.getName());

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  static ListenerLog open() {
    ListenerLog log = new ListenerLog();
    LOGGER.addHandler(log);
    return log;
  }

  /** The port of the next listener. */
  int port() {
    Matcher place = PLACE.matcher(line("listening on"));
    return place.matches() ? Integer.parseInt(place.group(1)) : fail("no port in " + place);
  }

  /** The next line with these words; those before it are passed over. */
  String line(String words) {
    StringBuilder others = new StringBuilder();
    try {
      for (String line = lines.poll(10, TimeUnit.SECONDS); line != null; line = lines.poll(10, TimeUnit.SECONDS)) {
        if (line.contains(words)) {
          return line;
        }
        others.append('\n').append(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return fail("nobody logged \"" + words + "\", but:" + others);
  }

  /** What was logged at WARNING or above, or in other words. */
  boolean isEmpty() {
    return lines.isEmpty();
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
      lines.add(new SimpleFormatter().formatMessage(entry));
    }
  }

  @Override
  public void flush() {
  }

  @Override
  public void close() {
    LOGGER.removeHandler(this);
  }
}
