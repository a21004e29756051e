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
 * A request that nobody made, and whose response a server pushes, RFC 9113 section 8.4. It is for the same origin as the
 * request that it came along with: others are refused with PROTOCOL_ERROR before a handler sees them.
 *
 * <p>The handler that is given it takes it by asking for the {@link #response}. If it returns without having done so, the
 * push is refused with CANCEL.
 */
@VertxGen
public interface PushedRequest {

  /** GET or HEAD. */
  HttpMethod method();

  /** {@code :scheme} of the promise. */
  String scheme();

  /** {@code :authority}, which is that of the request it came along with. */
  String authority();

  /** {@code :path}, with the query. */
  String uri();

  /** The fields without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The stream that the response comes on. */
  int streamId();

  /** The request that the server answers with this, too. */
  @CacheReturn
  ClientRequest associated();

  /** Called for each response with a status from 100 to 199; to be set before the push handler returns. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  PushedRequest informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /** Takes the push. The response, as soon as its head is in; fails with an {@link Http2Exception}. */
  Future<ClientResponse> response();

  /** Does without the response: CANCEL, which costs the server no more than what is under way. */
  default void refuse() {
    reset(ErrorCode.CANCEL);
  }

  /** Ends the stream, at any time, RFC 9113 section 6.4. */
  void reset(ErrorCode code);
}
