package io.github.vertxnghttp2.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A line between a client and a server on this machine: a proxy that passes on so many bytes a second towards the
 * client, each of them after half a round trip. What the line cannot take yet waits in the receive buffer of its
 * socket, as in the queue of a router.
 */
final class SlowLine implements AutoCloseable {
  private static final int PIECE = 4 << 10;
  private static final int PIECES = 4096;
  /** Nanoseconds that the line makes up for, because the operating system wakes its thread late. */
  private static final long LATE = 1_000_000;
  private static final byte[] END = {};

  private record Piece(byte[] bytes, long due) {
  }

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final double nanosPerByte;
  private final long delay;
  private final int queue;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param bitsPerSecond towards the client; the other direction has no limit
   * @param roundTrip in nanoseconds
   * @param queue bytes of the receive buffer
   */
  SlowLine(int serverPort, long bitsPerSecond, long roundTrip, int queue) throws IOException {
    this.serverPort = serverPort;
    this.nanosPerByte = 8e9 / bitsPerSecond;
    this.delay = roundTrip / 2;
    this.queue = queue;
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Bytes that the line has taken from the server. */
  long taken() {
    return taken.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException | InterruptedException e) {
        // the connection has ended
      }
    }, "line");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      client.setTcpNoDelay(true);
      Socket server = new Socket();
      server.setReceiveBufferSize(queue);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      pass(server, client, nanosPerByte, taken);
      pass(client, server, 0, new AtomicLong());
    }
  }

  private void pass(Socket from, Socket to, double nanosPerByte, AtomicLong bytes) {
    BlockingQueue<Piece> line = new ArrayBlockingQueue<>(PIECES);
    start(() -> take(from, nanosPerByte, bytes, line));
    start(() -> give(line, to));
  }

  private void take(Socket from, double nanosPerByte, AtomicLong bytes, BlockingQueue<Piece> line)
    throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[PIECE];
    long free = System.nanoTime();
    int length;
    while ((length = in.read(buffer)) >= 0) {
      free = Math.max(free, System.nanoTime() - LATE) + (long) (length * nanosPerByte);
      bytes.addAndGet(length);
      line.put(new Piece(Arrays.copyOf(buffer, length), free + delay));
      sleepUntil(free);
    }
    line.put(new Piece(END, System.nanoTime() + delay));
  }

  private static void give(BlockingQueue<Piece> line, Socket to) throws IOException, InterruptedException {
    OutputStream out = to.getOutputStream();
    for (Piece piece = line.take(); piece.bytes != END; piece = line.take()) {
      sleepUntil(piece.due);
      out.write(piece.bytes);
    }
    to.close();
  }

  private static void sleepUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
