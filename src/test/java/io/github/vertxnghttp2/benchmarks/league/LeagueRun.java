package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the rows that are asked for, one after the other, and writes the table after each. */
public final class LeagueRun implements AutoCloseable {
  private final LeagueOptions options;
  private final Workshop workshop;
  private final Cores cores;
  private final H2load h2load;
  private final Results results = new Results();
  private final Rounds rounds;
  private final List<Peer> servers;
  private final List<Peer> clients;
  private final Table table;
  private final RunningServers running;

  /**
   * @param requestFields options of h2load that add the fields of a request
   * @param responseFields lines with a field each
   */
  public LeagueRun(LeagueOptions options, List<String> requestFields, List<String> responseFields)
    throws IOException, InterruptedException {
    this.options = options;
    workshop = new Workshop(responseFields);
    cores = Cores.detect();
    h2load = new H2load(workshop, requestFields);
    rounds = new Rounds(options, results);
    List<Peer> allServers = Peers.servers(workshop);
    List<Peer> allClients = Peers.clients(workshop);
    servers = allServers.stream().filter(options::takes).toList();
    clients = allClients.stream().filter(options::takes).toList();
    if (servers.isEmpty() && clients.isEmpty()) {
      throw new IllegalArgumentException(options.only() + " are no peers. Servers are " + allServers.stream()
        .map(Peer::name).toList() + ", clients are " + allClients.stream().map(Peer::name).toList());
    }
    table = new Table(results, servers, clients);
    running = new RunningServers(workshop, cores);
    for (List<Peer> peers : List.of(servers, clients)) {
      peers.stream().filter(peer -> peer.missing() != null).forEach(peer -> results.miss(peer, peer.missing()));
    }
  }

  /**
   * @param library the libnghttp2 of this library
   * @param file where the table goes
   * @return the table
   */
  public String measure(String library, Path file) throws IOException, InterruptedException {
    if (!H2load.isInstalled()) {
      throw new IOException("h2load is not installed, and makes the load");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    List<String> machine = Machine.describe(options, cores, library);
    for (Row row : Row.values()) {
      if (options.rows().contains(row)) {
        System.err.println("measuring: " + row.title);
        switch (row.kind) {
          case SERVER -> load(row, 1);
          case CORES -> {
            running.close();
            load(row, 2);
            running.close();
          }
          case LATENCY -> latency();
          case IDLE -> {
            running.close();
            idle();
          }
          case CLIENT -> clients(row);
        }
        Files.writeString(file, table.markdown(machine, options));
      }
    }
    return table.markdown(machine, options);
  }

  private List<Peer> peers(List<Peer> all, Row row) {
    return all.stream().filter(peer -> peer.rows().contains(row) && peer.missing() == null).toList();
  }

  private void load(Row row, int loops) throws InterruptedException {
    Map<Peer, Subject> subjects = new LinkedHashMap<>();
    for (Peer peer : peers(servers, row)) {
      Attempt.of(results, row.title, peer, () -> subjects.put(peer, Subject.server(running.get(peer, loops), row, loops,
        h2load, cores)));
    }
    rounds.measure(row, subjects);
  }

  private void latency() throws IOException, InterruptedException {
    Path program = workshop.compiled("rate");
    if (program == null) {
      System.err.println("latency is not measured: the load needs a C compiler and the header files of libnghttp2");
      return;
    }
    RateLoad load = new RateLoad(program, options, cores);
    for (int rate : options.rates()) {
      String name = Table.latency(rate);
      for (Peer peer : peers(servers, Row.LATENCY)) {
        Attempt.of(results, name, peer, () -> {
          MeasuredProcess server = running.get(peer, 1);
          if (!rounds.warmUp(Row.SMALL, Subject.server(server, Row.SMALL, 1, h2load, cores)).steady()) {
            results.markUnsteady(name, peer);
          }
        });
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (Peer peer : peers(servers, Row.LATENCY)) {
          Attempt.of(results, name, peer, () -> results.add(name, peer, load.run(running.get(peer, 1), rate)));
        }
      }
    }
  }

  /** Each server is a new process, whose heap does not grow. */
  private void idle() {
    IdleMemory memory = new IdleMemory(options.connections(), options.silence());
    for (Peer peer : peers(servers, Row.IDLE)) {
      Attempt.of(results, Row.IDLE.title, peer, () -> {
        int port = MeasuredProcess.freePort();
        List<String> command = peer.command().line(new Peer.Launch(port, Row.IDLE, 1, true));
        boolean jvm = command.contains("-cp");
        if (jvm && !IdleMemory.isPossible()) {
          throw new IOException("this Java has no jcmd, which counts the bytes of a heap");
        }
        try (MeasuredProcess server = MeasuredProcess.server(cores.measured(1, command), workshop, port)) {
          results.add(Row.IDLE.title, peer, memory.measure(server, jvm));
        }
      });
    }
  }

  private void clients(Row row) throws IOException, InterruptedException {
    Map<Peer, Subject> subjects = new LinkedHashMap<>();
    Map<Peer, MeasuredProcess.Client> processes = new LinkedHashMap<>();
    Peer serving = Peers.serverOfClients(Peers.servers(workshop));
    int port = MeasuredProcess.freePort();
    List<String> serverCommand = serving.command().line(new Peer.Launch(port, null, 1, false));
    try (MeasuredProcess server = MeasuredProcess.server(cores.other(1, serverCommand), workshop, port)) {
      for (Peer peer : peers(clients, row)) {
        Attempt.of(results, row.title, peer, () -> {
          if (peer.name().equals(Peers.H2LOAD)) {
            subjects.put(peer, Subject.h2load(row, server.port, h2load, cores));
            return;
          }
          List<String> command = peer.command().line(new Peer.Launch(port, row, 1, false));
          processes.put(peer, MeasuredProcess.client(cores.measured(1, command), workshop, port));
          subjects.put(peer, Subject.client(processes.get(peer)));
        });
      }
      rounds.measure(row, subjects);
    } finally {
      processes.values().forEach(MeasuredProcess.Client::close);
    }
  }

  @Override
  public void close() throws IOException {
    running.close();
    workshop.close();
  }
}
