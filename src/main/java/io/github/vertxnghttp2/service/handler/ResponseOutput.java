package io.github.vertxnghttp2.service.handler;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Sends a response, either on a stream over the bus or as the reply to a message. Any thread may call it, one at a
 * time.
 */
interface ResponseOutput {
  /** Sends an informational response. */
  void inform(int status, MultiMap headers);

  /** @param data a part of the body, but not the last */
  Future<Void> write(Buffer data);

  /** @param data the last part of the body; may be empty */
  Future<Void> end(Buffer data);

  /** @param code of RFC 9113 section 7 */
  void reset(long code);

  boolean isFull();

  /** @param bytes the number of bytes that may wait before {@link #isFull} is true */
  void maxSize(int bytes);

  void drainHandler(Handler<Void> handler);
}
