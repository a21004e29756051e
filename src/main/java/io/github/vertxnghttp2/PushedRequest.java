package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * A request that the server promises, and whose response it pushes, RFC 9113 section 8.4. It has the same origin as the
 * request along with which it arrived. Other origins are refused with PROTOCOL_ERROR before the handler is called.
 *
 * <p>The push handler accepts the push by calling {@link #response}. If it returns without that call, the push is
 * refused with CANCEL.
 */
@VertxGen
public interface PushedRequest {

  /** GET or HEAD. */
  HttpMethod method();

  /** {@code :scheme} of the promise. */
  String scheme();

  /** {@code :authority}: that of {@link #associated}. */
  String authority();

  /** {@code :path}, with the query. */
  String uri();

  /** The fields without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The stream of the response. */
  int streamId();

  /** The request along with whose response this one is pushed. */
  @CacheReturn
  ClientRequest associated();

  /** Called for each response with a status from 100 to 199. To be set before the push handler returns. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  PushedRequest informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /** Accepts the push. The response, as soon as its head has arrived; fails with an {@link Http2Exception}. */
  Future<ClientResponse> response();

  /** Resets the stream with CANCEL. */
  default void refuse() {
    reset(ErrorCode.CANCEL);
  }

  /** Resets the stream, RFC 9113 section 6.4. May be called at any time. */
  void reset(ErrorCode code);
}
