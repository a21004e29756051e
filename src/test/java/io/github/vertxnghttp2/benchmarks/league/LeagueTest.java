package io.github.vertxnghttp2.benchmarks.league;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the league table does with what it measures. Nothing is measured here. */
class LeagueTest {
  private static final String H2LOAD = """
    finished in 1.25s, %s req/s, 1.09MB/s
    requests: 20000 total, 20000 started, 20000 done, 20000 succeeded, 0 failed, 0 errored, 0 timeout
    status codes: %d 2xx, 0 3xx, 0 4xx, 0 5xx
    time for request:     1.45ms     81.25ms     30.57ms     10.11ms    65.63%%
    0m0.000000s 0m0.001000s
    1m0.250000s 0m0.125000s
    """;

  private final Results results = new Results();
  private final Peer own = peer("own", null);
  private final Peer other = peer("other", "other-package");

  private static Peer peer(String name, String missing) {
    return new Peer(name, "the " + name + " server", missing, Set.of(Row.values()), launch -> List.of());
  }

  private String table(String... args) {
    return new Table(results, List.of(own, other), List.of()).markdown(List.of("machine: one"), LeagueOptions.parse(
      args));
  }

  @Test
  void the_report_of_h2load_has_its_rate_its_responses_and_the_cpu_time_of_the_child() throws IOException {
    H2load.Report report = H2load.Report.parse(String.format(H2LOAD, "16000.50", 20000));

    assertEquals(new H2load.Report(20000, 16000.5, 60_375_000), report);
  }

  @Test
  void a_load_that_ended_early_is_a_failure_with_what_it_printed() {
    IOException failure = assertThrows(IOException.class, () -> H2load.Report.parse("no such host"));

    assertTrue(failure.getMessage().contains("no such host"), failure.getMessage());
  }

  @Test
  void the_report_of_the_load_at_a_fixed_rate_is_names_and_numbers() throws IOException {
    Map<String, Double> report = RateLoad.parse("requests 6000 errors 0 p50 33.1 p99 90.5 p999 512.0 max 1 late 4.2");

    assertEquals(90.5, report.get("p99"));
    assertEquals(4.2, report.get("late"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "requests 6000", "requests many errors 0",
    "requests 10 errors 1 p50 1 p99 1 p999 1 max 1 late 1"})
  void a_report_that_lacks_figures_or_has_errors_is_a_failure(String line) {
    assertThrows(IOException.class, () -> RateLoad.parse(line));
  }

  @Test
  void a_spread_has_the_median_the_least_and_the_most() {
    assertEquals(new Spread(2, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0)));
    assertEquals(new Spread(3, 2, 4), Spread.of(List.of(4.0, 2.0)));
    assertEquals("1,234 [0.50–2,000]", new Spread(1234, 0.5, 2000).toString());
    assertEquals("12.3", new Spread(12.34, 12.34, 12.34).toString());
  }

  @Test
  void a_cost_is_steady_when_three_slices_in_a_row_are_alike() {
    SteadyCost cost = new SteadyCost();
    for (double slice : new double[] {9, 3, 3.1}) {
      cost.add(slice);
      assertFalse(cost.isSteady());
    }
    cost.add(3.2);
    assertTrue(cost.isSteady());
    cost.add(4);
    assertFalse(cost.isSteady());
  }

  @Test
  void cores_are_read_from_the_list_that_the_kernel_allows() {
    assertEquals(List.of(0, 1, 4, 6, 7), Cores.allowed("Name:\tx\nCpus_allowed_list:\t0-1,4,6-7\nOther:\t1\n"));
    assertEquals(List.of(3), Cores.allowed("Cpus_allowed_list:\t3"));
    assertEquals(List.of(), Cores.allowed("Name:\tx\n"));
  }

  @Test
  void the_live_heap_is_the_total_of_the_histogram() throws IOException {
    String histogram = " num     #instances         #bytes  class name (module)\n   1:  10  640  [B\nTotal   10   640\n";

    assertEquals(640, IdleMemory.total(histogram));
    assertThrows(IOException.class, () -> IdleMemory.total("no such process"));
  }

  @Test
  void options_choose_peers_rows_and_rounds() {
    LeagueOptions options = LeagueOptions.parse("--rows", "small,client-down", "--only", "own", "--rounds", "5",
      "--rates", "6000,14000");

    assertEquals(Set.of(Row.SMALL, Row.CLIENT_DOWN), options.rows());
    assertEquals(5, options.rounds());
    assertEquals(List.of(6000, 14000), options.rates());
    assertTrue(options.takes(own));
    assertFalse(options.takes(other));
  }

  @Test
  void a_long_warm_up_moves_its_limit() {
    assertEquals(60, LeagueOptions.parse("--warm", "60").warmLimit());
  }

  @ParameterizedTest
  @CsvSource({"--row small, --row is not an option", "--rows large, large is not a row",
    "--rounds, --rounds has no value", "--rounds 0, --rounds is 0", "--seconds x, --seconds is x"})
  void a_wrong_option_is_an_error_that_names_it(String line, String message) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class,
      () -> LeagueOptions.parse(line.split(" ")));

    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void the_readme_has_every_option_and_every_row() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("project.basedir", "."),
      "src/test/java/io/github/vertxnghttp2/benchmarks/README.md"));

    for (String option : LeagueOptions.NAMES) {
      assertTrue(readme.contains("| `" + option + " "), option);
    }
    for (Row row : Row.values()) {
      assertTrue(readme.contains("`" + row.option() + "`"), row.option());
    }
  }

  @Test
  void the_table_has_medians_and_says_what_is_not_installed() {
    results.add(Row.SMALL.title, own, Map.of(Column.CPU, 1.0, Column.RATE, 1000.0));
    results.add(Row.SMALL.title, own, Map.of(Column.CPU, 3.0, Column.RATE, 3000.0));
    results.miss(other, "other-package");

    String table = table("--rows", "small");

    assertTrue(table.contains("- machine: one\n"), table);
    assertTrue(table.contains("| the own server | 2.00 [1.00–3.00] |\n"), table);
    assertTrue(table.contains("| the other server | not installed |\n"), table);
    assertTrue(table.contains("- other is not installed: other-package\n"), table);
  }

  @Test
  void a_figure_that_was_not_steady_is_marked() {
    results.add(Row.UP.title, own, Map.of(Column.CPU, 7.0, Column.RATE, 10.0));
    assertFalse(table().contains("\\*"));

    results.markUnsteady(Row.UP.title, own);

    assertTrue(table().contains("7.00 \\* |"), table());
    assertTrue(table().contains("Do not use this figure"), table());
  }

  @Test
  void a_failure_ends_that_row_of_that_peer_and_nothing_else() {
    Attempt.of(results, Row.SMALL.title, own, () -> {
      throw new IOException("the server has ended");
    });
    Attempt.of(results, Row.SMALL.title, own, () -> results.add(Row.SMALL.title, own, Map.of(Column.CPU, 1.0)));
    Attempt.of(results, Row.SMALL.title, other, () -> results.add(Row.SMALL.title, other, Map.of(Column.CPU, 2.0)));
    Attempt.of(results, Row.UP.title, own, () -> results.add(Row.UP.title, own, Map.of(Column.CPU, 3.0)));

    String table = table("--rows", "small,up");

    assertTrue(table.contains("| the own server | failed | 3.00 |\n"), table);
    assertTrue(table.contains("| the other server | 2.00 | – |\n"), table);
    assertTrue(table.contains("own failed at " + Row.SMALL.title + ": the server has ended"), table);
  }
}
