package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;

/**
 * A request to a server. A request that is sent waits in a queue until the server allows one more stream. The queue
 * keeps the order in which the requests were sent.
 */
@VertxGen
public non-sealed interface ClientRequest extends SentMessage {

  /** {@code :method} */
  HttpMethod method();

  /** {@code :path}, with the query. */
  String uri();

  /** {@code :authority} */
  String authority();

  /** {@code :scheme} */
  String scheme();

  /** The URI of the target: scheme, authority and path with the query; {@code null} for CONNECT and {@code *}. */
  @Nullable
  String absoluteURI();

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException if the name or the value is not allowed, RFC 9113 section 8.2
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest putHeader(String name, String value);

  /** As {@link #putHeader(String, String)}. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  default ClientRequest putHeader(CharSequence name, CharSequence value) {
    return putHeader(name.toString(), value.toString());
  }

  /**
   * Sets a field with several values, one field line for each; otherwise as {@link #putHeader(String, String)}. The
   * values end at the first {@code null}, as in Vert.x. If one of them is not allowed, nothing changes.
   */
  @Fluent
  @GenIgnore
  ClientRequest putHeader(CharSequence name, Iterable<? extends CharSequence> values);

  /**
   * Asks for a priority of the response, RFC 9218. Before the head is sent, this sets the {@code priority} field. Later
   * it sends PRIORITY_UPDATE, if the server's SETTINGS have NO_RFC7540_PRIORITIES 1; otherwise it has no effect.
   *
   * @param urgency 0 (first) to 7 (last); 3 is the default
   * @param incremental whether parts of the response are of use before it is complete
   * @throws IllegalArgumentException if the urgency is not from 0 to 7
   */
  @Fluent
  ClientRequest setPriority(int urgency, boolean incremental);

  /** Sets a trailer field, which is sent after the body. */
  @Fluent
  ClientRequest putTrailer(String name, String value);

  /** Called for each response with a status from 100 to 199. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ClientRequest informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /**
   * Called for each response that the server pushes along with the response to this request. Without a handler, the
   * client refuses each push at once.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, the default
   */
  @Fluent
  ClientRequest pushHandler(@Nullable Handler<PushedRequest> handler);

  /**
   * Limits the time from sending the head to the last byte of the response. The time in which the request waits for a
   * free stream counts. When the time is over, the client resets the stream with CANCEL, and futures that are not
   * complete fail with {@link RequestTimeoutException}. The timeout no longer applies when the response is complete. If
   * the request body is still being sent then, {@link Http2Options#setSendTimeout} limits it.
   *
   * @param milliseconds at least 1
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest timeout(long milliseconds);

  /**
   * Limits the time from sending the head of the request to receiving the head of the final response. The body may take
   * longer. Otherwise as {@link #timeout}.
   *
   * @param milliseconds at least 1
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest headTimeout(long milliseconds);

  /**
   * Tells people something of this exchange: recordings and the inspector show it, such as {@code ("job", "nightly")}.
   * It is not sent to the server, and takes no memory after the recording. A label of the same name is replaced. An
   * exchange has at most 16 labels; further ones are dropped. Names are cut to 64 characters, values to 256. When
   * the exchange has ended, this has no effect. Values are not redacted: they must not be secret.
   *
   * @param value {@code null} for no label of that name
   */
  @Fluent
  ClientRequest label(String name, @Nullable String value);

  /**
   * Tells recordings since when the application has wanted to send the request, if it has waited for a connection, such
   * as one of a pool. They show the time until the head was passed on as a wait for the pool. Without this, they have
   * the time when the head was passed on. It is not sent to the server.
   *
   * @param time microseconds since the epoch, by {@code RecordingClock}
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest queuedAt(long time);

  /**
   * Sends the head with {@code expect: 100-continue}, RFC 9110 section 10.1.1. The server can then refuse the body
   * before it is sent.
   *
   * @return true when the server asks for the body; false when the server sends its final response instead. In that
   *   case call {@link #end} or {@link #reset}
   * @throws IllegalStateException if the head has been sent
   */
  Future<Boolean> expectContinue();

  /** The response, as soon as its head has arrived. Fails with an {@link Http2Exception}. */
  Future<ClientResponse> response();

  /** Sends the request without a body. */
  Future<ClientResponse> send();

  /** Sends the request with this body. Adds the content-length. */
  Future<ClientResponse> send(Buffer body);

  /** Sends text as UTF-8. */
  default Future<ClientResponse> send(String body) {
    return send(Buffer.buffer(body));
  }

  /**
   * Sends the data of a {@link ReadStream} as the body, with back-pressure. If that stream fails, the client resets the
   * request with CANCEL.
   */
  Future<ClientResponse> send(ReadStream<Buffer> body);

  @Override
  ClientRequest exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ClientRequest setWriteQueueMaxSize(int maxSize);

  @Override
  ClientRequest drainHandler(@Nullable Handler<Void> handler);
}
