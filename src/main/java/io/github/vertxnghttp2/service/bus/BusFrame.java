package io.github.vertxnghttp2.service.bus;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What one endpoint tells another. A stream is named by the number that its receiver gave it. */
sealed interface BusFrame {
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

  /** @param address to send PONG to */
  record Ping(String address, String token) implements BusFrame {
  }

  /** The answer, with the token of the PING. */
  record Pong(String token) implements BusFrame {
  }
}
