package io.github.vertxnghttp2.benchmarks.league;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection that has had one response, and then does nothing. */
final class IdleConnection implements Closeable {
  private static final int TIMEOUT_MS = 10_000;
  /** Each loopback address has so few connections that no limit for one address is reached. */
  private static final int PER_ADDRESS = 100;
  private static final int HEAD_LENGTH = 9;
  private static final int SETTINGS = 4;
  private static final int RST_STREAM = 3;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final byte[] SETTINGS_ACK = {0, 0, 0, SETTINGS, ACK, 0, 0, 0, 0};

  private final Socket socket;

  private IdleConnection(Socket socket) {
    this.socket = socket;
  }

  /** @param number of this connection among all */
  static IdleConnection open(int port, int number) throws IOException {
    Socket socket = new Socket();
    try {
      int host = 1 + number / PER_ADDRESS;
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, (byte) (1 + host / 250),
        (byte) (1 + host % 250)}), 0));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
      IdleConnection connection = new IdleConnection(socket);
      connection.exchange();
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a request, acknowledges SETTINGS and reads the response. */
  private void exchange() throws IOException {
    socket.getOutputStream().write(opening());
    InputStream in = socket.getInputStream();
    boolean acknowledged = false;
    boolean ended = false;
    while (!acknowledged || !ended) {
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEAD_LENGTH));
      if (head.remaining() < HEAD_LENGTH) {
        throw new IOException("the server closed an idle connection");
      }
      int length = head.getInt(0) >>> 8;
      int type = head.get(3);
      int flags = head.get(4);
      int stream = head.getInt(5);
      in.skipNBytes(length);
      if (type == GOAWAY || type == RST_STREAM) {
        throw new IOException("the server sent a frame of type " + type);
      }
      if (type == SETTINGS && (flags & ACK) == 0) {
        socket.getOutputStream().write(SETTINGS_ACK);
        acknowledged = true;
      }
      ended |= stream == 1 && (type == 0 || type == 1) && (flags & END_STREAM) != 0;
    }
  }

  /** The preface, empty SETTINGS, and GET /hello on stream 1: static table, and literals without Huffman code. */
  private static byte[] opening() {
    byte[] block = ("\u0082\u0086\u0004\u0006/hello\u0001\u0009localhost").getBytes(StandardCharsets.ISO_8859_1);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(preface.length + 2 * HEAD_LENGTH + block.length).put(preface)
      .put(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0})
      .put(new byte[] {0, 0, (byte) block.length, 1, 5, 0, 0, 0, 1}).put(block).array();
  }

  /** Whether the server has not closed it. It may have sent frames such as PING. */
  boolean isOpen() {
    try {
      socket.setSoTimeout(1);
      byte[] more = new byte[4096];
      int count = socket.getInputStream().read(more);
      return count >= HEAD_LENGTH && more[3] != GOAWAY;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
