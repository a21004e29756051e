package io.github.vertxnghttp2;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** A server's answer. Its body waits until a handler is set or {@link #body} is asked for. */
public non-sealed interface ClientResponse extends ReceivedMessage {

  /** From 200 to 999. */
  int status();

  /** The request that it answers; of a pushed response, the one that it came along with. */
  ClientRequest request();

  @Override
  ClientResponse exceptionHandler(Handler<Throwable> handler);

  @Override
  ClientResponse handler(Handler<Buffer> handler);

  @Override
  ClientResponse pause();

  @Override
  ClientResponse resume();

  @Override
  ClientResponse fetch(long amount);

  @Override
  ClientResponse endHandler(Handler<Void> handler);
}
