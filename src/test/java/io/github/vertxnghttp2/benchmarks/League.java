package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.benchmarks.league.LeagueOptions;
import io.github.vertxnghttp2.benchmarks.league.LeagueRun;
import io.github.vertxnghttp2.binding.Nghttp2;

import java.nio.file.Path;

/**
 * Measures this library and its peers side by side, and writes a table in Markdown to {@code target/league.md}. The
 * README of this package tells the options, and how to read the table.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.League [--quick] [--only own,vertx] …"}
 */
public final class League {
  private static final Path FILE = Path.of("target", "league.md");

  private League() {
  }

  public static void main(String[] args) throws Exception {
    LeagueOptions options = LeagueOptions.parse(args);
    try (LeagueRun run = new LeagueRun(options, ManyFields.requestOptions(), ManyFields.responseLines())) {
      System.out.println(run.measure(Nghttp2.library().toString(), FILE));
    }
  }
}
