package io.github.vertxnghttp2;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The answer to a {@link ServerRequest}. */
public non-sealed interface ServerResponse extends SentMessage {

  /** 200 unless set. */
  int status();

  /** @param status from 200 to 999; informational ones go by {@link #inform} */
  ServerResponse setStatus(int status);

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException if the name or the value is not allowed, RFC 9113 section 8.2
   * @throws IllegalStateException if the head has been sent
   */
  ServerResponse putHeader(String name, String value);

  /** Sets a field to be sent after the body. */
  ServerResponse putTrailer(String name, String value);

  /** An informational response: 100 (continue), 103 (early hints) or another from 100 to 199, but 101. */
  ServerResponse inform(int status, MultiMap headers);

  /** Lets a client that sent {@code expect: 100-continue} go on with the body. */
  ServerResponse writeContinue();

  /** Whether status and fields are fixed: the first byte of the body was written, or the response ended. */
  boolean isHeadSent();

  /** Whether {@code end} was called. */
  boolean isEnded();

  /** Sends the body of a stream, with back-pressure, and ends; if that breaks, the response is reset with INTERNAL_ERROR. */
  Future<Void> send(ReadStream<Buffer> body);

  /** Called when the stream is gone, however it ended. */
  ServerResponse closeHandler(Handler<Void> handler);

  @Override
  ServerResponse exceptionHandler(Handler<Throwable> handler);

  @Override
  ServerResponse setWriteQueueMaxSize(int maxSize);

  @Override
  ServerResponse drainHandler(Handler<Void> handler);
}
