package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A server in a process of its own with little memory, which is asked how often {@code sendTimeout} has ended a
 * connection.
 */
final class StuckPeersServer implements AutoCloseable {
  private static final String HEAP = "-Xmx256m";
  private static final int SEND_TIMEOUT = 2000;
  private static final int LOOK = 50;

  private final Process process;
  private final BufferedReader responses;
  private final int port;

  private StuckPeersServer(Process process) throws IOException {
    this.process = process;
    responses = process.inputReader();
    port = Integer.parseInt(responses.readLine());
  }

  /**
   * @param log where it says what it disconnects
   * @param direct MiB of direct memory that it has
   */
  static StuckPeersServer start(Path log, int direct) throws IOException {
    return new StuckPeersServer(new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElse("java"),
      HEAP,
      "-XX:MaxDirectMemorySize=" + direct + "m", "-cp", System.getProperty("java.class.path"),
        StuckPeersServer.class.getName()))
      .redirectError(log.toFile()).start());
  }

  int port() {
    return port;
  }

  /** Waits until so many have been disconnected. */
  void awaitDisconnected(int count) throws IOException {
    process.outputWriter().append(count + "\n").flush();
    String response = responses.readLine();
    if (!Integer.toString(count).equals(response)) {
      throw new IOException("the server said " + response);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  public static void main(String[] args) throws Exception {
    ServerOptions options = new ServerOptions();
    options.setPort(0).setHost("127.0.0.1");
    options.getHttp2().setSendTimeout(SEND_TIMEOUT);
    Vertx vertx = Vertx.vertx();
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    ServerSession server = ServerSession.create(vertx, options).requestHandler(StuckPeersServer::respond);
    server.listen().toCompletionStage().toCompletableFuture().get();
    System.out.println(server.actualPort());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = commands.readLine()) != null; ) {
      int count = Integer.parseInt(line);
      CountDownLatch reached = new CountDownLatch(1);
      vertx.setPeriodic(LOOK, timer -> {
        if (server.metrics().limitsReached("sendTimeout") >= count || !parent.isAlive()) {
          vertx.cancelTimer(timer);
          reached.countDown();
        }
      });
      reached.await();
      System.out.println(line);
    }
    System.exit(0);
  }

  /** Without end, or what was asked for once more. */
  private static void respond(ServerRequest request) {
    if (request.path().equals("/endless")) {
      write(request);
    } else {
      request.response().putHeader("x-path", request.path()).end(request.path());
    }
  }

  private static void write(ServerRequest request) {
    request.response().write(Buffer.buffer(new byte[64 << 10])).onSuccess(v -> write(request));
  }
}
