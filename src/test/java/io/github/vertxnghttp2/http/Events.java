package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What one side has seen, in its order. Ports, and what is random, are left out. */
public final class Events {
  private static final Pattern PORT = Pattern.compile("(localhost|127\\.0\\.0\\.1):\\d+");

  private final List<String> events = new ArrayList<>();
  private final Pattern random;
  private final Promise<Void> ended = Promise.promise();

  /** @param random what differs from run to run, or {@code null} */
  public Events(Pattern random) {
    this.random = random;
  }

  public synchronized void add(String event) {
    String shown = PORT.matcher(event).replaceAll("$1:0");
    events.add(random == null ? shown : random.matcher(shown).replaceAll("~"));
  }

  /** Adds the event after which nothing more happens on this side. */
  public void last(String event) {
    add(event);
    ended.complete();
  }

  /** Completes with the last event. */
  public Future<Void> ended() {
    return ended.future();
  }

  public synchronized List<String> all() {
    return List.copyOf(events);
  }
}
