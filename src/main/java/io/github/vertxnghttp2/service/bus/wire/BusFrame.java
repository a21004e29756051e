package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.List;

/**
 * A frame from one endpoint to another. {@link BusFrameBytes} and {@link BusFrameJson} write and read its two forms. A
 * frame names its stream by the number that the receiver of the frame has given to the stream.
 */
public sealed interface BusFrame {
  /** The largest sequence number; 0 follows. */
  long MAX_SEQ = 0xffffffffL;
  long MAX_CODE = 0xffffffffL;

  /** A frame of one stream, numbered from 0 in the order of sending. */
  sealed interface OfStream extends BusFrame {
    long stream();

    long seq();
  }

  /** HEAD: the head of a response, which is informational if the status is from 100 to 199. */
  record Head(long stream, long seq, int status, MultiMap headers, boolean end) implements OfStream {
  }

  /**
   * DATA: a part of the body, at least one byte.
   *
   * @param report whether the receiver is to report all bytes that are consumed from now on at once
   */
  record Data(long stream, long seq, Buffer data, boolean end, boolean report) implements OfStream {
    /** The most bytes that one frame may have. */
    public static final int MAX_SIZE = 64 << 10;

    public Data(long stream, long seq, Buffer data, boolean end) {
      this(stream, seq, data, end, false);
    }
  }

  /** END: the sender has ended its side. @param trailers may be empty */
  record End(long stream, long seq, MultiMap trailers) implements OfStream {
  }

  /**
   * CREDIT: the receiver may send more.
   *
   * @param bytes of DATA, in addition to what it may send already; 0 only if {@code consumed} is more
   * @param consumed bytes of DATA that were consumed since the last CREDIT
   */
  record Credit(long stream, long seq, long bytes, long consumed) implements OfStream {
    public Credit(long stream, long seq, long bytes) {
      this(stream, seq, bytes, bytes);
    }

    /** The bytes that CREDIT must grant at least. */
    static int least(long consumed) {
      return consumed > 0 ? 0 : 1;
    }
  }

  /** RESET: the stream ends early. @param code of HTTP/2, RFC 9113 section 7 */
  record Reset(long stream, long seq, long code, String reason) implements OfStream {
  }

  /**
   * The number of the next frame on a stream, in PING: shows the receiver that it has lost the last frames before it.
   */
  record Next(long stream, long seq) {
  }

  /**
   * PING: asks whether the receiver is there.
   *
   * @param address where PONG is sent to
   * @param token that PONG brings back
   * @param streams open to the receiver; if there are more than {@link #MAX_STREAMS}, each PING names others
   */
  record Ping(String address, String token, List<Next> streams) implements BusFrame {
    public static final int MAX_STREAMS = 256;
  }

  /**
   * PONG: the reply to PING.
   *
   * @param gone streams of PING that the receiver does not have, or that have ended there
   */
  record Pong(String token, List<Long> gone) implements BusFrame {
  }
}
