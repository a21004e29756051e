package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.testing.BlockedThreads;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is logged: warnings are faults, unless the load asks for them. */
final class LogWatch extends Handler {
  private static final Pattern PLACE = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) .*");
  /** Peers that break limits, servers that are closed impatiently, and handlers that throw are part of the load. */
  private static final List<String> EXPECTED = List.of("closed with requests in flight", "told to", "limits");

  private final Logger root = Logger.getLogger("");
  private final Tally tally;
  private volatile int lastPort;

  private LogWatch(Tally tally) {
    this.tally = tally;
  }

  /** Takes the place of the console. */
  static LogWatch open(Tally tally) {
    LogWatch watch = new LogWatch(tally);
    for (Handler handler : watch.root.getHandlers()) {
      if (handler instanceof ConsoleHandler) {
        watch.root.removeHandler(handler);
      }
    }
    watch.root.addHandler(watch);
    return watch;
  }

  /** Where a verticle listens. */
  int lastPort() {
    return lastPort;
  }

  @Override
  public void publish(LogRecord entry) {
    String text = new SimpleFormatter().formatMessage(entry);
    Matcher place = PLACE.matcher(text);
    if (place.matches()) {
      lastPort = Integer.parseInt(place.group(1));
    }
    String all = entry.getLoggerName() + " " + text + " " + entry.getThrown();
    if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !BlockedThreads.tells(entry)
      && EXPECTED.stream().noneMatch(all::contains)) {
      tally.fault("logged by " + entry.getLoggerName() + ": " + text, entry.getThrown());
    }
  }

  @Override
  public void flush() {
  }

  @Override
  public void close() {
    root.removeHandler(this);
  }
}
