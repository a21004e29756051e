package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A message that the peer sends. The application gets it when its head has arrived. The body follows. */
@VertxGen(concrete = false)
public sealed interface ReceivedMessage extends Http2Message, StreamReader permits ServerRequest, ClientResponse {

  @Override
  default Direction direction() {
    return Direction.RECEIVING;
  }

  /**
   * The first value of the field with that name, or {@code null}. Several cookie fields are joined to one value, RFC
   * 9113 section 8.2.3.
   */
  @Nullable
  String header(String name);

  /** {@link #header} by the name that it has in Vert.x. */
  @Nullable
  default String getHeader(String name) {
    return header(name);
  }

  /** As {@link #getHeader(String)}. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  default String getHeader(CharSequence name) {
    return header(name.toString());
  }

  /** The value of content-length, or -1 if there is none. */
  long contentLength();

  /** Bytes of the body that have arrived so far, read or not. Any thread may call this. */
  long bytesRead();

  /** The value of content-type, or {@code null}. */
  @Nullable
  default String contentType() {
    return header("content-type");
  }

  /** The trailers, RFC 9113 section 8.1. It is always the same object, and is empty before the end of the body. */
  @CacheReturn
  MultiMap trailers();

  /**
   * Completes when the whole message has arrived, including trailers. The body need not have been read. Fails if the
   * stream ended before that. A body that is larger than the stream's window arrives only while it is read.
   */
  Future<Void> received();

  /**
   * The body as text, decoded with the charset in content-type, or UTF-8 if there is none. Fails with
   * IllegalArgumentException if this JVM does not support the charset.
   */
  Future<String> text();

  /** The body as a JsonObject, a JsonArray or a JSON scalar. Fails with DecodeException if it is not JSON. */
  Future<Object> json();

  /** The body as a JsonObject. Fails with DecodeException if it is not a JSON object. */
  Future<JsonObject> jsonObject();

  /** The body as a JsonArray. Fails with DecodeException if it is not a JSON array. */
  Future<JsonArray> jsonArray();

  @Override
  ReceivedMessage exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ReceivedMessage handler(@Nullable Handler<Buffer> handler);

  @Override
  ReceivedMessage pause();

  @Override
  ReceivedMessage resume();

  @Override
  ReceivedMessage fetch(long amount);

  @Override
  ReceivedMessage endHandler(@Nullable Handler<Void> handler);
}
