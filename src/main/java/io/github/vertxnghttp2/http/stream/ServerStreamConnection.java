package io.github.vertxnghttp2.http.stream;

import io.netty.handler.codec.Headers;
import io.vertx.core.Promise;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.http2.Http2ServerConnection;

/** The connection of {@link ServerStream}s. */
public interface ServerStreamConnection extends Http2ServerConnection {

  /**
   * As {@link #writeHeaders}, for a response whose status is not among its fields.
   *
   * @param status not 0
   */
  void writeResponse(int streamId, int status, Headers<CharSequence, CharSequence, ?> headers, StreamPriority priority,
                     boolean end, Promise<Void> promise);

  /** The application names the route of a request, for recordings. Called on the event loop. */
  void routed(int streamId, String route);
}
