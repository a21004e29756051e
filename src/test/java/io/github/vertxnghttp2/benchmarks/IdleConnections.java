package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Vertx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an idle connection holds: opens so many to a server in this process, has each respond to one request, and
 * reports heap and native memory for each. The client ends are bare sockets. Arguments: [CONNECTIONS]; needs twice as
 * many file descriptors.
 */
public final class IdleConnections {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private IdleConnections() {
  }

  public static void main(String[] args) throws Exception {
    int connections = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    Vertx vertx = Vertx.vertx();
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(0);
    options.setAcceptBacklog(1024);
    ServerSession server = ServerSession.create(vertx, options).requestHandler(request -> request.response().end(
      "Hello, world!")).listen().await();
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.actualPort());
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) { // classes and pools
      open.add(connect(address));
    }
    long[] before = measure();
    for (int i = 0; i < connections; i++) {
      open.add(connect(address));
    }
    long[] after = measure();
    String[] names = {"heap", "native (sessions)", "resident"};
    for (int i = 0; i < names.length; i++) {
      System.out.printf("%-18s %,8d bytes a connection%n", names[i], (after[i] - before[i]) / connections);
    }
    System.out.println(open.size() + " connections, " + Nghttp2.sessionsOpen() + " sessions");
    System.exit(0);
  }

  private static SocketChannel connect(InetSocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(PREFACE);
    bytes.writeBytes(RawFrame.settings().bytes());
    bytes.writeBytes(RawFrame.settingsAck().bytes());
    bytes.writeBytes(RawFrame.headers(1, true, HpackBlock.get("/hello", "user-agent", "idle", "accept", "*/*"))
      .bytes());
    channel.write(ByteBuffer.wrap(bytes.toByteArray()));
    ByteBuffer response = ByteBuffer.allocate(1024);
    while (!new String(response.array(), 0, response.position(), StandardCharsets.ISO_8859_1).contains(
      "Hello, world!")) {
      if (channel.read(response) < 0) {
        throw new IOException("the server closed the connection");
      }
    }
    return channel;
  }

  private static long[] measure() throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(200);
    }
    Runtime runtime = Runtime.getRuntime();
    long resident = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS"))
      .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
    return new long[] {runtime.totalMemory() - runtime.freeMemory(), Nghttp2.memoryUsed(), resident};
  }
}
