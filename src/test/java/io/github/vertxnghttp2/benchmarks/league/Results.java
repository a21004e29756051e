package io.github.vertxnghttp2.benchmarks.league;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples by row and peer. A row has a name, because a row of latency is measured at several rates. */
final class Results {
  private record Key(String row, String peer) {
  }

  private final Map<Key, Map<Column, List<Double>>> samples = new HashMap<>();
  private final Set<Key> unsteady = new LinkedHashSet<>();
  private final Map<Key, String> failures = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  void add(String row, Peer peer, Map<Column, Double> sample) {
    Map<Column, List<Double>> all = samples.computeIfAbsent(new Key(row, peer.name()),
      key -> new EnumMap<>(Column.class));
    sample.forEach((column, value) -> all.computeIfAbsent(column, key -> new ArrayList<>()).add(value));
  }

  /** What the peer cost still changed when the warm-up ended. */
  void markUnsteady(String row, Peer peer) {
    unsteady.add(new Key(row, peer.name()));
  }

  void fail(String row, Peer peer, Exception cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    failures.putIfAbsent(new Key(row, peer.name()), message);
    System.err.println(row + ", " + peer.name() + ": " + message);
  }

  boolean hasFailed(String row, Peer peer) {
    return failures.containsKey(new Key(row, peer.name()));
  }

  void miss(Peer peer, String what) {
    missing.put(peer.name(), what);
  }

  boolean isMissing(Peer peer) {
    return missing.containsKey(peer.name());
  }

  /** The text of a cell. */
  String cell(String row, Peer peer, Column column) {
    Key key = new Key(row, peer.name());
    if (isMissing(peer)) {
      return "not installed";
    }
    if (failures.containsKey(key)) {
      return "failed";
    }
    List<Double> values = samples.getOrDefault(key, Map.of()).get(column);
    return values == null ? "–" : Spread.of(values) + (unsteady.contains(key) ? " \\*" : "");
  }

  boolean isEmpty(String row, Peer peer) {
    Key key = new Key(row, peer.name());
    return !samples.containsKey(key) && !failures.containsKey(key) && !isMissing(peer);
  }

  boolean hasUnsteady() {
    return !unsteady.isEmpty();
  }

  /** A line for each peer that is not installed, and for each failure. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    missing.forEach((peer, what) -> notes.add(peer + " is not installed: " + what));
    failures.forEach((key, why) -> notes.add(key.peer + " failed at " + key.row + ": " + why.lines().findFirst()
      .orElse("")));
    return notes;
  }
}
