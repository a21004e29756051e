package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers that stay up, idle between their turns, so that the rows share what a JVM has compiled. */
final class RunningServers implements AutoCloseable {
  private final Workshop workshop;
  private final Cores cores;
  private final Map<Peer, MeasuredProcess> servers = new HashMap<>();

  RunningServers(Workshop workshop, Cores cores) {
    this.workshop = workshop;
    this.cores = cores;
  }

  /** The server of a peer, which is started if it is not up. */
  MeasuredProcess get(Peer peer, int loops) throws IOException, InterruptedException {
    MeasuredProcess server = servers.get(peer);
    if (server == null) {
      int port = MeasuredProcess.freePort();
      List<String> command = peer.command().line(new Peer.Launch(port, null, loops, false));
      server = MeasuredProcess.server(cores.measured(loops, command), workshop, port);
      servers.put(peer, server);
    }
    return server;
  }

  @Override
  public void close() {
    servers.values().forEach(MeasuredProcess::close);
    servers.clear();
  }
}
