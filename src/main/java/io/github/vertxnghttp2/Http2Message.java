package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.MultiMap;

/** A request or a response, RFC 9113 section 8.1. */
@VertxGen(concrete = false)
public sealed interface Http2Message permits ReceivedMessage, SentMessage {

  /** Whether this side sends or receives the message. */
  Direction direction();

  /** The id of the message's stream; 0 for a request that has not been sent yet. */
  int streamId();

  /** The header fields in their order, without the pseudo-header fields. A name may occur more than once. */
  @CacheReturn
  MultiMap headers();
}
