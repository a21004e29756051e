package io.github.vertxnghttp2.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A long line to a server on the loopback address: bytes take their time in each direction, and only so many of them
 * enter the line in a second. The line has room for what is on its way, and for 20 ms more.
 */
public final class DelayingProxy implements AutoCloseable {
  private static final long QUEUE_NANOS = 20_000_000;
  private static final int CHUNK = 64 << 10;
  private static final int MAX_CHUNKS = 1 << 16;
  private static final Chunk END = new Chunk(new byte[0], 0);

  /** @param due when it leaves the line, by {@link System#nanoTime} */
  private record Chunk(byte[] bytes, long due) {
  }

  private final ServerSocket listening;
  private final int target;
  private final long delay;
  private final double nanosPerByte;
  private final List<Socket> sockets = new ArrayList<>();

  /**
   * @param target port of the server
   * @param delayNanos from one end to the other
   * @param bytesPerSecond 0 for no limit
   */
  public DelayingProxy(int target, long delayNanos, long bytesPerSecond) {
    this.target = target;
    delay = delayNanos;
    nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept, "accept");
  }

  public int port() {
    return listening.getLocalPort();
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, "delaying-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = opened(listening.accept());
        Socket server = opened(new Socket(InetAddress.getLoopbackAddress(), target));
        line(client, server);
        line(server, client);
      }
    } catch (IOException e) {
      // closed
    }
  }

  private synchronized Socket opened(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private void line(Socket from, Socket to) {
    BlockingQueue<Chunk> onItsWay = new ArrayBlockingQueue<>(MAX_CHUNKS);
    start(() -> enter(from, onItsWay), "in");
    start(() -> leave(onItsWay, to), "out");
  }

  private void enter(Socket from, BlockingQueue<Chunk> line) {
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[CHUNK];
      double free = System.nanoTime();
      for (int length; (length = in.read(buffer)) >= 0; ) {
        long now = System.nanoTime();
        free = Math.max(free, now) + length * nanosPerByte;
        line.put(new Chunk(Arrays.copyOf(buffer, length), (long) free + delay));
        sleepUntil((long) free - QUEUE_NANOS);
      }
    } catch (IOException e) {
      // the end of the connection passes on below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!line.offer(END)) {
      line.clear();
      line.add(END);
    }
  }

  private static void leave(BlockingQueue<Chunk> line, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk; (chunk = line.take()) != END; ) {
        sleepUntil(chunk.due);
        out.write(chunk.bytes);
      }
    } catch (IOException e) {
      line.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleepUntil(long time) {
    for (long left; (left = time - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public synchronized void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
