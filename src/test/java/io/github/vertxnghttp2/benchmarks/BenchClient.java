package io.github.vertxnghttp2.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Keeps so many requests in flight on one connection, waits until their CPU cost is steady, and prints what a window of
 * time cost as one line of JSON.
 *
 * <p>Arguments: [nio] URL IN_FLIGHT WARM_SECONDS WARM_LIMIT SECONDS.
 */
public final class BenchClient {
  private static final int SLICE_MS = 1500;
  private static final double STEADY = 1.12;

  private final OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final String path;
  private ClientSession session;
  private volatile long done;
  private volatile long bytes;
  private volatile long errors;

  private BenchClient(String path) {
    this.path = path;
  }

  public static void main(String[] args) throws Exception {
    int first = args.length - 5;
    URI url = URI.create(args[first]);
    boolean tls = url.getScheme().equals("https");
    BenchClient client = new BenchClient(url.getPath());
    ClientOptions options = new ClientOptions().setHost(url.getHost()).setPort(url.getPort()).setSsl(tls).setTrustAll(
      tls);
    options.setHostnameVerificationAlgorithm("");
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(!args[0].equals("nio")));
    int inFlight = Integer.parseInt(args[first + 1]);
    vertx.runOnContext(v -> ClientSession.connect(vertx, options).onSuccess(session -> {
      client.session = session;
      for (int i = 0; i < inFlight; i++) {
        client.issue();
      }
    }).onFailure(Throwable::printStackTrace));
    client.measure(Double.parseDouble(args[first + 2]), Double.parseDouble(args[first + 3]), Double.parseDouble(
      args[first + 4]));
    Runtime.getRuntime().halt(0);
  }

  private void issue() {
    session.get(path).send().onComplete(this::onResponse, this::failed);
  }

  private void onResponse(ClientResponse response) {
    response.handler(chunk -> bytes += chunk.length());
    response.exceptionHandler(this::failed);
    response.endHandler(v -> {
      done++;
      issue();
    });
  }

  private void failed(Throwable cause) {
    if (errors++ == 0) {
      cause.printStackTrace();
    }
  }

  private void measure(double warm, double limit, double seconds) throws InterruptedException, IOException {
    boolean steady = warmUp(warm, limit);
    long requests = done;
    long length = bytes;
    long cpu = os.getProcessCpuTime();
    long begin = System.nanoTime();
    pause((long) (seconds * 1000));
    System.out.printf(Locale.ROOT,
      "{\"requests\": %d, \"seconds\": %.4f, \"cpu_us\": %d, \"bytes\": %d, \"errors\": %d,"
        + " \"rss_mb\": %d, \"steady\": %b}%n", done - requests, (System.nanoTime() - begin) / 1e9,
      (os.getProcessCpuTime() - cpu) / 1000, bytes - length, errors, peakMegabytes(), steady);
    System.out.flush();
  }

  private boolean warmUp(double warm, double limit) throws InterruptedException {
    double[] costs = new double[3];
    long begin = System.nanoTime();
    for (int i = 0; ; i++) {
      long cpu = os.getProcessCpuTime();
      long requests = done;
      pause(SLICE_MS);
      costs[i % 3] = (os.getProcessCpuTime() - cpu) / Math.max(1.0, done - requests);
      double least = Math.min(costs[0], Math.min(costs[1], costs[2]));
      double most = Math.max(costs[0], Math.max(costs[1], costs[2]));
      boolean steady = i >= 2 && most < STEADY * least;
      double spent = (System.nanoTime() - begin) / 1e9;
      if (steady && spent >= warm || spent > limit) {
        return steady;
      }
    }
  }

  private static void pause(long milliseconds) throws InterruptedException {
    Thread.sleep(milliseconds);
  }

  private static long peakMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM"))
      .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
  }
}
