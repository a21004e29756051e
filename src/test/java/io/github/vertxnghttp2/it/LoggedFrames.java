package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Handler;

import java.util.ArrayList;
import java.util.List;

/** The lines of a frame log. */
final class LoggedFrames implements Handler<String> {
  private final List<String> lines = new ArrayList<>();

  @Override
  public synchronized void handle(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized void clear() {
    lines.clear();
  }

  /** Waits for a line that has this in it. */
  synchronized String await(String regex) {
    long deadline = System.currentTimeMillis() + Repeat.PATIENCE.toMillis();
    while (true) {
      for (String line : lines) {
        if (line.matches(".*" + regex + ".*")) {
          return line;
        }
      }
      long left = deadline - System.currentTimeMillis();
      if (left <= 0) {
        throw new AssertionError("no " + regex + " in\n" + String.join("\n", lines));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Drops what came after the first line that has this in it: the peer did not stay to hear it. */
  synchronized void endAt(String regex) {
    int end = lines.indexOf(await(regex));
    lines.subList(end + 1, lines.size()).clear();
  }

  List<String> sent() {
    return that(" send ");
  }

  List<String> received() {
    return that(" recv ");
  }

  /** Without what stands before. */
  private List<String> that(String way) {
    return lines().stream().filter(line -> line.contains(way)).map(line -> line.substring(line.indexOf(way)
      + way.length()))
      .toList();
  }
}
