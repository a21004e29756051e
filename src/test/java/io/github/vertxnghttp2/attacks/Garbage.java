package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;

/** Random bytes that are no HTTP/2. The same seed gives the same bytes. */
final class Garbage {
  private static final int BITS_MAX = 16;
  private static final int TYPES = 12;

  private final Random random;

  Garbage(long seed) {
    random = new Random(seed);
  }

  /** Some that stay, and one that is new each time: a failed test tells it in its name. */
  static LongStream seeds() {
    return LongStream.of(1, 2, 3, new Random().nextLong());
  }

  /** Noise. */
  byte[] bytes(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Frames with heads that could be, and noise in them. */
  byte[] frames(int count, int streams) {
    byte[][] frames = new byte[count][];
    for (int i = 0; i < count; i++) {
      frames[i] = frame(streams);
    }
    return HpackBlock.concat(frames);
  }

  private byte[] frame(int streams) {
    int type = random.nextInt(TYPES);
    int stream = random.nextInt(4) == 0 ? 0 : random.nextInt(streams);
    return RawFrame.unknown(type, random.nextInt(256), stream, bytes(random.nextBoolean() ? 10 : 1000)).bytes();
  }

  /** A copy with some bits turned. */
  byte[] flipped(byte[] session) {
    byte[] copy = session.clone();
    for (int i = 1 + random.nextInt(BITS_MAX); i > 0; i--) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  /** A copy that breaks off. */
  byte[] torn(byte[] session) {
    byte[] copy = new byte[random.nextInt(session.length)];
    System.arraycopy(session, 0, copy, 0, copy.length);
    return copy;
  }

  private static byte[] join(RawFrame... frames) {
    byte[][] bytes = new byte[frames.length][];
    for (int i = 0; i < frames.length; i++) {
      bytes[i] = frames[i].bytes();
    }
    return HpackBlock.concat(bytes);
  }

  static byte[] preface() {
    return HpackBlock.concat(FramePeer.PREFACE.getBytes(StandardCharsets.US_ASCII), RawFrame.settings().bytes(),
      RawFrame.settingsAck().bytes());
  }

  /** What a client says in a session with something of everything. */
  static byte[] ofClient() {
    return HpackBlock.concat(preface(), join(
      RawFrame.windowUpdate(0, 1 << 20),
      RawFrame.headers(1, false, HpackBlock.concat(HpackBlock.post("/echo"), HpackBlock.indexing("x-long", "y".repeat(
        300)))),
      RawFrame.data(1, "a body of some length", false),
      RawFrame.ping(42),
      RawFrame.headers(3, true, HpackBlock.concat(HpackBlock.get("/echo"), HpackBlock.indexed(62))).without(
        Flag.END_HEADERS),
      RawFrame.continuation(3, false, HpackBlock.of("x", "y")),
      RawFrame.continuation(3, true, HpackBlock.indexed(17)),
      RawFrame.paddedData(1, new byte[100], 50, false),
      RawFrame.headers(1, true, HpackBlock.of("x-trailer", "t")),
      RawFrame.paddedHeaders(5, false, HpackBlock.post("/echo", "content-length", "6"), 20),
      RawFrame.priority(7, 5, 16, true),
      RawFrame.priorityUpdate(5, "u=1, i"),
      RawFrame.data(5, "abcdef", true),
      RawFrame.windowUpdate(5, 1000),
      RawFrame.settings(1, 0, 4, 100_000, 5, 20_000),
      RawFrame.headers(7, false, HpackBlock.concat(HpackBlock.sizeUpdate(0), HpackBlock.post("/echo"))),
      RawFrame.rst(7, ErrorCode.CANCEL),
      RawFrame.unknown(0xbe, 3, 9, new byte[30]),
      RawFrame.headers(9, true, get("/echo")),
      RawFrame.goAway(0, ErrorCode.NO_ERROR)));
  }

  private static byte[] get(String path) {
    return HpackBlock.get(path);
  }

  /** What a server sends in response to requests on the streams 1, 3 and 5. */
  static byte[] ofServer() {
    return join(
      RawFrame.headers(1, false, HpackBlock.status(103, "link", "</x>")),
      RawFrame.headers(1, false, HpackBlock.concat(HpackBlock.status(200), HpackBlock.indexing("x-long", "y".repeat(
        300)))),
      RawFrame.data(1, "a body of some length", false),
      RawFrame.ping(42),
      RawFrame.headers(3, false, HpackBlock.concat(HpackBlock.status(200), HpackBlock.indexed(62))).without(
        Flag.END_HEADERS),
      RawFrame.continuation(3, true, HpackBlock.of("content-length", "6")),
      RawFrame.paddedData(1, new byte[100], 50, false),
      RawFrame.settings(1, 0, 4, 100_000),
      RawFrame.headers(1, true, HpackBlock.of("x-trailer", "t")),
      RawFrame.data(3, "abcdef", true),
      RawFrame.windowUpdate(0, 1000),
      RawFrame.altSvc(0, "http://localhost", "h2=\":1\""),
      RawFrame.origin("http://localhost"),
      RawFrame.goAway(5, ErrorCode.NO_ERROR),
      RawFrame.headers(5, true, HpackBlock.status(204)));
  }
}
