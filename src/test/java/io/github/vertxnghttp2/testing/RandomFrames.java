package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.Flag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;

/** What a peer might send: frames that are well-formed and in no sensible order, or nearly so, cut anywhere. */
public final class RandomFrames {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String[] NAMES = {"accept", "cookie", "content-length", "X-Upper", "connection", "te", "",
    ":path"};
  private static final String[] VALUES = {"", "1", "close", "trailers", "a b", " blank ", "\r\n", "\u00ff", "12"};

  private final Random random;
  private final HpackEncoder encoder = new HpackEncoder();

  public RandomFrames(Random random) {
    this.random = random;
  }

  /** @param toServer whether the client's preface goes before the frames */
  public byte[] conversation(boolean toServer, int frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (toServer) {
      bytes.writeBytes(PREFACE);
    }
    bytes.writeBytes(RawFrame.settings().bytes());
    for (int i = 0; i < frames; i++) {
      RawFrame frame = next(toServer);
      bytes.writeBytes(random.nextInt(50) == 0 ? frame.bytesWithLength(random.nextInt(20_000)) : frame.bytes());
    }
    return bytes.toByteArray();
  }

  private RawFrame next(boolean toServer) {
    int id = random.nextInt(10) == 0 ? random.nextInt() : 1 + 2 * random.nextInt(8);
    int kind = random.nextInt(16);
    if (random.nextInt(8) > 0 && (kind == 11 || kind == 8 && toServer)) { // these end a connection at once
      kind = 0;
    }
    RawFrame frame = switch (kind) {
      case 0, 1, 2 -> RawFrame.headers(id, random.nextBoolean(), block(toServer));
      case 3, 4 -> RawFrame.data(id, octets(random.nextInt(20) == 0 ? 16_384 : 200), random.nextInt(4) == 0);
      case 5 -> RawFrame.paddedData(id, octets(100), random.nextInt(256), false);
      case 6 -> RawFrame.rst(id, random.nextInt(20));
      case 7 -> RawFrame.settings(random.nextInt(10), random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(
        100_000));
      case 8 -> RawFrame.pushPromise(id, 2 + 2 * random.nextInt(8), block(true));
      case 9 -> RawFrame.ping(random.nextLong());
      case 10 -> RawFrame.windowUpdate(random.nextBoolean() ? 0 : id, random.nextInt(100_000));
      case 11 -> RawFrame.continuation(id, random.nextBoolean(), block(toServer));
      case 12 -> RawFrame.priority(id, random.nextInt(16), 1 + random.nextInt(256), random.nextBoolean());
      case 13 -> random.nextInt(8) == 0 ? RawFrame.goAway(random.nextInt(16), random.nextInt(14), "why")
        : RawFrame.settingsAck();
      default -> RawFrame.unknown(random.nextInt(20), random.nextInt(256), id, octets(20));
    };
    return random.nextInt(20) == 0 ? frame.with(Flag.values()[random.nextInt(Flag.values().length)])
      : random.nextInt(20) == 0 ? frame.withFlags(random.nextInt(256)) : frame;
  }

  private byte[] block(boolean request) {
    String[] head = request ? new String[] {":method", random.nextBoolean() ? "GET" : "POST", ":scheme", "http",
      ":authority", "localhost", ":path", "/"} : new String[] {":status", random.nextInt(4) == 0 ? "103" : "200"};
    int more = random.nextInt(4);
    String[] fields = Arrays.copyOf(head, head.length + 2 * more);
    for (int i = head.length; i < fields.length; i += 2) {
      fields[i] = random.nextInt(4) == 0 ? NAMES[random.nextInt(NAMES.length)] : "x-" + random.nextInt(5);
      fields[i + 1] = random.nextInt(4) == 0 ? VALUES[random.nextInt(VALUES.length)] : "value " + random.nextInt(5);
    }
    return encoder.encode(fields);
  }

  private byte[] octets(int below) {
    byte[] octets = new byte[random.nextInt(below + 1)];
    random.nextBytes(octets);
    return octets;
  }

  /** As many bits as may be, turned over behind the preface. */
  public byte[] damaged(byte[] conversation) {
    byte[] copy = conversation.clone();
    int from = Math.min(copy.length - 1, random.nextInt(8) == 0 ? 0 : PREFACE.length);
    for (int bits = 1 + random.nextInt(4); bits > 0; bits--) {
      copy[from + random.nextInt(copy.length - from)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  /** Hands the bytes out in pieces, each in a buffer of its own that is gone afterwards, until the taker has enough. */
  public void pieces(byte[] bytes, Predicate<ByteBuf> taker) {
    int most = random.nextInt(6) == 0 ? 10 : random.nextInt(2) == 0 ? 1000 : bytes.length;
    boolean wanted = true;
    for (int at = 0; wanted && at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
      ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(length, length).writeBytes(bytes, at, length);
      at += length;
      try {
        wanted = taker.test(piece);
      } finally {
        if (!piece.release()) {
          throw new AssertionError("the input is held by " + piece.refCnt() + " others");
        }
      }
    }
  }
}
