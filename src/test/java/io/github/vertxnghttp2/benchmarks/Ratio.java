package io.github.vertxnghttp2.benchmarks;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.openjdk.jmh.infra.Blackhole;

import java.util.Arrays;
import java.util.Locale;

/**
 * Ours against Netty's connection handler in slices of 20 ms, turn by turn, and the median of the ratios of neighbours.
 * On a machine that others use too, JMH's scores of two contenders come from different minutes; these do not.
 *
 * <p>{@code java -cp … io.github.vertxnghttp2.benchmarks.Ratio [seconds for each line]}
 */
public final class Ratio {
  private static final long SLICE = 20_000_000;
  private static final Blackhole HOLE = new Blackhole(
    "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

  private record Side(Contender contender, Runnable exchange, int requests) {
    /** Nanoseconds for each request. */
    double slice() {
      long exchanges = 0;
      long spent = 0;
      while (spent < SLICE) {
        contender.turn();
        long from = System.nanoTime();
        exchange.run();
        spent += System.nanoTime() - from;
        exchanges++;
      }
      return (double) spent / exchanges / requests;
    }
  }

  private Ratio() {
  }

  public static void main(String[] args) throws InterruptedException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    Thread loop = new FastThreadLocalThread(() -> all(seconds));
    loop.start();
    loop.join();
  }

  private static void all(int seconds) {
    for (int fields : new int[] {4, 12}) {
      ServerBoundaryBenchmark servers = new ServerBoundaryBenchmark();
      ServerBoundaryBenchmark.OursServer ours = new ServerBoundaryBenchmark.OursServer();
      ServerBoundaryBenchmark.NettyServer netty = new ServerBoundaryBenchmark.NettyServer();
      ours.fields = fields;
      netty.fields = fields;
      compare("server, fields " + fields, seconds, ServerBoundaryBenchmark.STREAMS, ours, () -> servers.ours(ours),
        netty, () -> servers.nettyConnectionHandler(netty));
    }
    for (int fields : new int[] {4, 12}) {
      ClientBoundaryBenchmark clients = new ClientBoundaryBenchmark();
      ClientBoundaryBenchmark.OursClient ours = new ClientBoundaryBenchmark.OursClient();
      ClientBoundaryBenchmark.NettyClient netty = new ClientBoundaryBenchmark.NettyClient();
      ours.fields = fields;
      netty.fields = fields;
      compare("client, fields " + fields, seconds, ClientBoundaryBenchmark.STREAMS, ours, () -> clients.ours(ours),
        netty, () -> clients.nettyConnectionHandler(netty));
    }
    for (int body : new int[] {64 << 10, 1 << 20}) {
      BodyBoundaryBenchmark bodies = new BodyBoundaryBenchmark();
      BodyBoundaryBenchmark.OursUpload ours = new BodyBoundaryBenchmark.OursUpload();
      BodyBoundaryBenchmark.NettyUpload netty = new BodyBoundaryBenchmark.NettyUpload();
      ours.body = body;
      netty.body = body;
      compare("upload, bytes " + body, seconds, 1, ours, () -> bodies.oursUpload(ours), netty,
        () -> bodies.nettyUpload(netty));
      BodyBoundaryBenchmark.OursDownload oursDown = new BodyBoundaryBenchmark.OursDownload();
      BodyBoundaryBenchmark.NettyDownload nettyDown = new BodyBoundaryBenchmark.NettyDownload();
      oursDown.body = body;
      nettyDown.body = body;
      compare("download, bytes " + body, seconds, 1, oursDown, () -> bodies.oursDownload(oursDown), nettyDown,
        () -> bodies.nettyDownload(nettyDown));
    }
  }

  private static void compare(String what, int seconds, int requests, Contender ours, Runnable ourExchange,
                              Contender netty, Runnable nettyExchange) {
    ours.record(HOLE);
    netty.record(HOLE);
    Side a = new Side(ours, ourExchange, requests);
    Side b = new Side(netty, nettyExchange, requests);
    int rounds = (int) (seconds * 1_000_000_000L / (2 * SLICE));
    double[] times = new double[rounds];
    double[] others = new double[rounds];
    double[] ratios = new double[rounds];
    for (int i = -rounds / 2; i < rounds; i++) {
      double time = a.slice();
      double other = b.slice();
      if (i >= 0) {
        times[i] = time;
        others[i] = other;
        ratios[i] = time / other;
      }
    }
    ours.end();
    netty.end();
    Arrays.sort(times);
    Arrays.sort(others);
    Arrays.sort(ratios);
    System.out.printf(Locale.ROOT,
      "%-24s ours %8.0f ns (fifth %8.0f)  netty %8.0f ns (fifth %8.0f)  ratio %.2f [%.2f–%.2f]%n",
      what, times[rounds / 2], times[rounds / 5], others[rounds / 2], others[rounds / 5], ratios[rounds / 2],
      ratios[rounds / 4], ratios[3 * rounds / 4]);
  }
}
