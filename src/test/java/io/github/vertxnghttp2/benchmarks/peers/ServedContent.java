package io.github.vertxnghttp2.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the servers of this package serve. */
final class ServedContent {
  static final String TEXT = "text/plain";
  static final String ID = "x-request-id";
  static final int PIECE = 64 << 10;
  static final int LOOPS = Integer.getInteger("loops", 1);
  private static final int LONGEST = 10 << 20;
  private static final long FIRST_ID = 0x1000000000000L;
  private static final AtomicLong RESPONSES = new AtomicLong(FIRST_ID);

  private ServedContent() {
  }

  static byte[] greeting() {
    return "Hello, world!".getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] longBody() {
    byte[] body = new byte[LONGEST];
    Arrays.fill(body, (byte) 'a');
    return body;
  }

  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** The length that a path such as /bytes/1024 asks for. */
  static int length(String path) {
    return Math.min(LONGEST, Integer.parseInt(path.substring("/bytes/".length())));
  }

  /** Names and values of /headers, without x-request-id. */
  static List<String[]> fields() throws IOException {
    return Files.readAllLines(Path.of(System.getenv("LAB_DATA"), "response-headers.txt")).stream()
      .map(line -> line.split(": ", 2)).toList();
  }

  /** A value of x-request-id, another one for each response. */
  static String nextId() {
    return Long.toHexString(RESPONSES.getAndIncrement());
  }
}
