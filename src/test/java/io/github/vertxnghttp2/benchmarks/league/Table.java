package io.github.vertxnghttp2.benchmarks.league;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes {@link Results} as Markdown. */
final class Table {
  private final Results results;
  private final List<Peer> servers;
  private final List<Peer> clients;

  Table(Results results, List<Peer> servers, List<Peer> clients) {
    this.results = results;
    this.servers = servers;
    this.clients = clients;
  }

  String markdown(List<String> machine, LeagueOptions options) {
    List<String> lines = new ArrayList<>(List.of("# League table", ""));
    machine.forEach(line -> lines.add("- " + line));
    lines.addAll(List.of("", "Medians, with the least and the most in brackets."));
    byRow(lines, "Servers: CPU µs a request", servers, Row.Kind.SERVER, Column.CPU, options);
    byRow(lines, "Servers: requests a second", servers, Row.Kind.SERVER, Column.RATE, options);
    byColumn(lines, "Servers with 2 event loops: " + Row.CORES.title, Row.CORES, Row.CORES.title,
      List.of(Column.CPU, Column.RATE), options);
    for (int rate : options.rates()) {
      String name = latency(rate);
      byColumn(lines, "Servers: latency, " + name, Row.LATENCY, name,
        List.of(Column.P50, Column.P99, Column.P999, Column.CPU, Column.LATE), options);
    }
    byColumn(lines, "Servers: memory of each of " + options.connections() + " idle connections", Row.IDLE,
      Row.IDLE.title, List.of(Column.HEAP, Column.RESIDENT, Column.MEMORY, Column.LOST), options);
    byRow(lines, "Clients: CPU µs a request, one connection", clients, Row.Kind.CLIENT, Column.CPU, options);
    if (results.hasUnsteady()) {
      lines.addAll(List.of("", "\\* The cost still changed when the warm-up ended. Do not use this figure."));
    }
    if (!results.notes().isEmpty()) {
      lines.add("");
      results.notes().forEach(note -> lines.add("- " + note));
    }
    return String.join("\n", lines) + "\n";
  }

  /** The name of the row of latency at so many requests a second. */
  static String latency(int rate) {
    return Row.LATENCY.title + ", " + rate + " requests a second";
  }

  /** One column for each row of a kind. */
  private void byRow(List<String> lines, String title, List<Peer> peers, Row.Kind kind, Column column,
                     LeagueOptions options) {
    List<Row> rows = Row.of(kind).stream().filter(options.rows()::contains).toList();
    List<List<String>> cells = new ArrayList<>();
    for (Peer peer : peers) {
      if (rows.stream().anyMatch(row -> !results.isEmpty(row.title, peer))) {
        cells.add(rows.stream().map(row -> results.cell(row.title, peer, column)).toList());
      } else {
        cells.add(null);
      }
    }
    write(lines, title, rows.stream().map(row -> row.title).toList(), peers, cells);
  }

  /** Several columns of one row. */
  private void byColumn(List<String> lines, String title, Row row, String name, List<Column> columns,
                        LeagueOptions options) {
    if (!options.rows().contains(row)) {
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    for (Peer peer : servers) {
      cells.add(results.isEmpty(name, peer) ? null
        : columns.stream().map(column -> results.cell(name, peer, column)).toList());
    }
    write(lines, title, columns.stream().map(column -> column.title).toList(), servers, cells);
  }

  /** @param cells by peer; null for a peer without any */
  private static void write(List<String> lines, String title, List<String> columns, List<Peer> peers,
                            List<List<String>> cells) {
    if (columns.isEmpty() || cells.stream().allMatch(each -> each == null)) {
      return;
    }
    lines.addAll(List.of("", "## " + title, ""));
    lines.add("| peer | " + String.join(" | ", columns) + " |");
    lines.add("|---|" + String.join("|", Collections.nCopies(columns.size(), "--:")) + "|");
    for (int i = 0; i < peers.size(); i++) {
      if (cells.get(i) != null) {
        lines.add("| " + peers.get(i).title() + " | " + String.join(" | ", cells.get(i)) + " |");
      }
    }
  }
}
