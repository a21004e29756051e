package io.github.vertxnghttp2.benchmarks.league;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of the command line.
 *
 * @param only names of peers; empty: all
 * @param rounds slices of each peer that count, in turn with those of the others
 * @param seconds the length of a slice
 * @param warm the least seconds of a warm-up
 * @param warmLimit a peer that is not steady after so many seconds is measured all the same, and marked
 * @param rates requests a second, of the rows of latency
 * @param connections idle connections that are counted
 * @param silence seconds without a byte before their memory is measured
 */
public record LeagueOptions(List<String> only, Set<Row> rows, int rounds, double seconds, double warm, double warmLimit,
                            List<Integer> rates, int connections, double silence) {
  private static final String QUICK = "--quick";
  static final List<String> NAMES = List.of("--only", "--rows", "--rounds", "--seconds", "--warm",
    "--warm-limit", "--rates", "--connections", "--silence");

  /** @throws IllegalArgumentException that names the option which is wrong */
  public static LeagueOptions parse(String... args) {
    Map<String, String> given = new HashMap<>();
    boolean quick = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(QUICK)) {
        quick = true;
      } else if (!NAMES.contains(args[i])) {
        throw new IllegalArgumentException(args[i] + " is not an option. Options are " + String.join(" ", NAMES) + " "
          + QUICK);
      } else if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " has no value");
      } else {
        given.put(args[i], args[++i]);
      }
    }
    double warm = number(given, "--warm", quick ? 0 : 4);
    return new LeagueOptions(names(given.getOrDefault("--only", "")),
      given.containsKey("--rows") ? rows(given.get("--rows")) : Set.of(Row.values()),
      (int) number(given, "--rounds", quick ? 1 : 3), number(given, "--seconds", quick ? 0.7 : 2), warm,
      Math.max(warm, number(given, "--warm-limit", quick ? 0.7 : 15)), rates(given.getOrDefault("--rates", quick
        ? "2000" : "6000")), (int) number(given, "--connections", quick ? 500 : 1000),
      number(given, "--silence", quick ? 0.5 : 7));
  }

  private static double number(Map<String, String> given, String name, double otherwise) {
    return given.containsKey(name) ? positive(name, given.get(name)) : otherwise;
  }

  private static List<Integer> rates(String value) {
    return names(value).stream().map(rate -> (int) positive("--rates", rate)).toList();
  }

  private static List<String> names(String value) {
    return value.isEmpty() ? List.of() : List.of(value.split(","));
  }

  private static Set<Row> rows(String value) {
    return Set.copyOf(names(value).stream().map(Row::of).toList());
  }

  private static double positive(String name, String value) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is " + value + ", which is not a number", e);
    }
    if (number <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", and has to be more than 0");
    }
    return number;
  }

  boolean takes(Peer peer) {
    return only.isEmpty() || only.contains(peer.name());
  }
}
