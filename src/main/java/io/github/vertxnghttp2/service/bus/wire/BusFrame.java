package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.List;

/** What one endpoint tells another. A stream is named by the number that its receiver gave it. */
public sealed interface BusFrame {
  /** After it comes 0 again. */
  long MAX_SEQ = 0xffffffffL;
  long MAX_CODE = 0xffffffffL;

  /** A frame of one stream, numbered from 0 in the order of sending. */
  sealed interface OfStream extends BusFrame {
    long stream();

    long seq();
  }

  /** The head of a response: informational with a status from 100 to 199. */
  record Head(long stream, long seq, int status, MultiMap headers, boolean end) implements OfStream {
  }

  /** A part of the body, at least one byte. */
  record Data(long stream, long seq, Buffer data, boolean end) implements OfStream {
    /** Bytes that one frame may have. */
    public static final int MAX_SIZE = 64 << 10;
  }

  /** @param trailers may be empty */
  record End(long stream, long seq, MultiMap trailers) implements OfStream {
  }

  /** @param bytes of DATA that the receiver may send further */
  record Credit(long stream, long seq, long bytes) implements OfStream {
  }

  /** @param code of HTTP/2, RFC 9113 section 7 */
  record Reset(long stream, long seq, long code, String reason) implements OfStream {
  }

  /** What a stream's sender is about to send: shows the receiver that frames before it were lost, when no other comes. */
  record Next(long stream, long seq) {
  }

  /**
   * @param address to send PONG to
   * @param streams that the sender has open to the receiver, in turns if they are more than {@link #MAX_STREAMS}
   */
  record Ping(String address, String token, List<Next> streams) implements BusFrame {
    public static final int MAX_STREAMS = 256;
  }

  /**
   * The answer, with the token of the PING.
   *
   * @param gone the numbers in PING that are of no stream (any more)
   */
  record Pong(String token, List<Long> gone) implements BusFrame {
  }
}
