package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;

/** The response to a {@link ServerRequest}. */
@VertxGen
public non-sealed interface ServerResponse extends SentMessage {

  /** The status, by default 200. */
  int status();

  /** @param status from 200 to 999. For informational responses see {@link #inform} */
  @Fluent
  ServerResponse setStatus(int status);

  /** {@link #status} by the name that it has in Vert.x. */
  default int getStatusCode() {
    return status();
  }

  /** {@link #setStatus} by the name that it has in Vert.x. */
  @Fluent
  default ServerResponse setStatusCode(int status) {
    return setStatus(status);
  }

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException if the name or the value is not allowed, RFC 9113 section 8.2
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ServerResponse putHeader(String name, String value);

  /** As {@link #putHeader(String, String)}. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  default ServerResponse putHeader(CharSequence name, CharSequence value) {
    return putHeader(name.toString(), value.toString());
  }

  /**
   * Sets a field with several values, one field line for each; otherwise as {@link #putHeader(String, String)}. The
   * values end at the first {@code null}, as in Vert.x. If one of them is not allowed, nothing changes.
   */
  @Fluent
  @GenIgnore
  ServerResponse putHeader(CharSequence name, Iterable<? extends CharSequence> values);

  /**
   * Chooses the priority of the body, RFC 9218. The client's signals for this response no longer count. May be called
   * at any time. A {@code priority} field in the head does the same, and also tells proxies between. Without effect
   * if the server has no priorities, see {@link ServerOptions#setPrioritiesEnabled}.
   *
   * @param urgency 0 (first) to 7 (last); 3 is the default
   * @param incremental whether the client can use parts of the body: bodies of the same urgency then take turns.
   *   Otherwise the body is sent whole, in the order of the stream ids
   * @throws IllegalArgumentException if the urgency is not from 0 to 7
   */
  @Fluent
  ServerResponse setPriority(int urgency, boolean incremental);

  /** Sets a trailer field, which is sent after the body. */
  @Fluent
  ServerResponse putTrailer(String name, String value);

  /** Sends an informational response: 100 (continue), 103 (early hints) or another from 100 to 199 except 101. */
  @Fluent
  ServerResponse inform(int status, MultiMap headers);

  /** Sends 100 (continue). A client that sent {@code expect: 100-continue} sends the body when it receives this. */
  @Fluent
  ServerResponse writeContinue();

  /** Whether pushes are possible: the client did not send ENABLE_PUSH 0, and this response has not ended. */
  boolean isPushAllowed();

  /** As {@link #push(HttpMethod, String, String, MultiMap)}, for this request's authority, without header fields. */
  default Future<ServerResponse> push(HttpMethod method, String path) {
    return push(method, path, MultiMap.caseInsensitiveMultiMap());
  }

  /** As {@link #push(HttpMethod, String, String, MultiMap)}, for this request's authority. */
  Future<ServerResponse> push(HttpMethod method, String path, MultiMap headers);

  /**
   * Promises the client the response to a request that the client has not sent, RFC 9113 section 8.4. The server sends
   * the promise before anything that is written to this response later. Write the pushed response like any other. It
   * may end after this one.
   *
   * @param method GET or HEAD
   * @param path {@code :path}, with the query
   * @param authority {@code :authority}; this server must be authoritative for it
   * @param headers of the promised request, as the client would have sent them
   * @return the pushed response. Fails with {@link Http2Exception} if the client does not accept pushes, if the
   *   client's MAX_CONCURRENT_STREAMS allows no more pushes at present (pushes are not queued), or if the connection is
   *   closed. Fails with {@link IllegalStateException} if this response has ended or was itself pushed. If the client
   *   refuses the promise later, {@link #sent} of the pushed response fails
   * @throws IllegalArgumentException if the method, the path or a field is not allowed
   */
  Future<ServerResponse> push(HttpMethod method, String path, String authority, MultiMap headers);

  /**
   * Whether status and fields can no longer be changed. This is so when the body was written to for the first time, or
   * when the response has ended.
   */
  boolean isHeadSent();

  /** Whether {@code end} was called. */
  boolean isEnded();

  /**
   * Sends the data of a {@link ReadStream} as the body, with back-pressure, and ends the response. If that fails, the
   * server resets the stream with INTERNAL_ERROR.
   */
  Future<Void> send(ReadStream<Buffer> body);

  /** Called when the stream is closed, for any reason. If it is closed already, the handler is called at once. */
  @Fluent
  ServerResponse closeHandler(@Nullable Handler<Void> handler);

  @Override
  ServerResponse exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ServerResponse setWriteQueueMaxSize(int maxSize);

  @Override
  ServerResponse drainHandler(@Nullable Handler<Void> handler);
}
