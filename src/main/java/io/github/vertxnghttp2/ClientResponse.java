package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** The response of a server. Its body is not delivered until it is read, see {@link StreamReader}. */
@VertxGen
public non-sealed interface ClientResponse extends ReceivedMessage {

  /** From 200 to 999. */
  int status();

  /** {@link #status} by the name that it has in Vert.x. */
  default int statusCode() {
    return status();
  }

  /** The request of this response. For a pushed response: the request with whose response the server pushed it. */
  @CacheReturn
  ClientRequest request();

  @Override
  ClientResponse exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ClientResponse handler(@Nullable Handler<Buffer> handler);

  @Override
  ClientResponse pause();

  @Override
  ClientResponse resume();

  @Override
  ClientResponse fetch(long amount);

  @Override
  ClientResponse endHandler(@Nullable Handler<Void> handler);
}
