package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.testing.Repeat;

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

/** What the verticle logs, among it where it listens; or what another class does. */
public final class ListenerLog extends Handler {
  private static final Pattern PLACE = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) .*");

  /** Held, as loggers that nobody holds are collected with their handlers. */
  private final Logger logger;
  private final Level before;
  private final Level least;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ListenerLog(Class<?> source, Level least) {
    logger = Logger.getLogger(source.getName());
    before = logger.getLevel();
    this.least = least;
  }

  public static ListenerLog open() {
    return open(ServerVerticle.class, Level.INFO);
  }

  public static ListenerLog open(Class<?> source, Level least) {
    ListenerLog log = new ListenerLog(source, least);
    if (!log.logger.isLoggable(least)) {
      log.logger.setLevel(least);
    }
    log.logger.addHandler(log);
    return log;
  }

  /** The port of the next listener. */
  public int port() {
    Matcher place = PLACE.matcher(line("listening on"));
    return place.matches() ? Integer.parseInt(place.group(1)) : fail("no port in " + place);
  }

  /** The next line with these words; those before it are passed over. */
  public String line(String words) {
    StringBuilder others = new StringBuilder();
    try {
      for (String line = lines.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS); line != null; line = lines.poll(
        Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
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

  /** Whether there is nothing more. */
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= least.intValue()) {
      lines.add(new SimpleFormatter().formatMessage(entry));
    }
  }

  @Override
  public void flush() {
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
