package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;

/** A server under load, or a client: runs requests, and tells what they cost. */
interface Subject {

  /**
   * What requests cost.
   *
   * @param cpuMicros CPU time of the measured process
   */
  record Slice(int requests, double seconds, double cpuMicros) {
    double cost() {
      return cpuMicros / requests;
    }

    double perSecond() {
      return requests / seconds;
    }
  }

  /** Fails if a request fails. */
  Slice run(int requests) throws IOException, InterruptedException;

  /** A server with the load of a row. */
  static Subject server(MeasuredProcess server, Row row, int loops, H2load h2load, Cores cores) {
    return requests -> {
      double before = server.cpuMicros();
      H2load.Report report = h2load.run(cores.other(loops, h2load.command(row, server.port, requests)), requests);
      return new Slice(requests, requests / report.perSecond(), server.cpuMicros() - before);
    };
  }

  static Subject client(MeasuredProcess.Client client) {
    return requests -> {
      double before = client.cpuMicros();
      long begin = System.nanoTime();
      client.run(requests);
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Slice(requests, seconds, client.cpuMicros() - before);
    };
  }

  /** h2load itself as the client. */
  static Subject h2load(Row row, int port, H2load h2load, Cores cores) {
    return requests -> {
      H2load.Report report = h2load.run(cores.measured(1, h2load.command(row, port, requests)), requests);
      return new Slice(requests, requests / report.perSecond(), report.cpuMicros());
    };
  }
}
