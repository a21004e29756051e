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
 * A request that the server promises, and whose response it pushes, RFC 9113 section 8.4. It has the same origin as
 * {@link #associated}. The client refuses a promise of another origin with PROTOCOL_ERROR, without calling the handler.
 *
 * <p>The push handler accepts the push by calling {@link #response}. If the handler returns without that call, the
 * client refuses the push with CANCEL.
 */
@VertxGen
public interface PushedRequest {

  /** GET or HEAD. */
  HttpMethod method();

  /** {@code :scheme} of the promise. */
  String scheme();

  /** {@code :authority}, which is that of {@link #associated}. */
  String authority();

  /** {@code :path}, with the query. */
  String uri();

  /** The header fields, without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The id of the stream of the pushed response. */
  int streamId();

  /** The request with whose response the server pushes this one. */
  @CacheReturn
  ClientRequest associated();

  /** Called for each response with a status from 100 to 199. Set it before the push handler returns. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  PushedRequest informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /**
   * Accepts the push.
   *
   * @return completes with the response when its head has arrived. Fails with an {@link Http2Exception}
   */
  Future<ClientResponse> response();

  /** Resets the stream with CANCEL. */
  default void refuse() {
    reset(ErrorCode.CANCEL);
  }

  /** Resets the stream, RFC 9113 section 6.4. May be called at any time. */
  void reset(ErrorCode code);
}
