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

/** A request to a server. Requests are queued in the order in which they are sent, until the server allows a stream. */
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

  /** Sets a field of several values, each on a line of its own; otherwise as {@link #putHeader(String, String)}. */
  @Fluent
  @GenIgnore
  ClientRequest putHeader(CharSequence name, Iterable<? extends CharSequence> values);

  /** Sets a field to be sent after the body. */
  @Fluent
  ClientRequest putTrailer(String name, String value);

  /** Called for each response with a status from 100 to 199. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ClientRequest informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /**
   * Called for each response that the server pushes along with this one. Without a handler pushes are refused at once.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, the default
   */
  @Fluent
  ClientRequest pushHandler(@Nullable Handler<PushedRequest> handler);

  /**
   * Limits the time from sending the head to the last byte of the response. Waiting for a free stream counts. When the
   * time is over, the stream is reset with CANCEL, and futures that are not complete fail with
   * {@link RequestTimeoutException}. The timeout ends when the response is complete: for a request body that goes on
   * after that there is {@link Http2Options#setSendTimeout}.
   *
   * @param milliseconds at least 1
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest timeout(long milliseconds);

  /**
   * Limits the time from sending the head to the head of the final response; the body may take longer. Otherwise as
   * {@link #timeout}.
   *
   * @param milliseconds at least 1
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  ClientRequest headTimeout(long milliseconds);

  /**
   * Sends the head with {@code expect: 100-continue}, RFC 9110 section 10.1.1, so that the server can refuse the body.
   *
   * @return true when the server asks for the body; false when it sends its response instead: then call {@link #end} or
   *   {@link #reset}
   * @throws IllegalStateException if the head has been sent
   */
  Future<Boolean> expectContinue();

  /** The response, as soon as its head has arrived. Fails with an {@link Http2Exception}. */
  Future<ClientResponse> response();

  /** Sends the request without a body. */
  Future<ClientResponse> send();

  /** Sends the request with this body, and its content-length. */
  Future<ClientResponse> send(Buffer body);

  /** Sends text as UTF-8. */
  default Future<ClientResponse> send(String body) {
    return send(Buffer.buffer(body));
  }

  /**
   * Sends the data of a stream as the body, with back-pressure. If the stream fails, the request is reset with CANCEL.
   */
  Future<ClientResponse> send(ReadStream<Buffer> body);

  @Override
  ClientRequest exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ClientRequest setWriteQueueMaxSize(int maxSize);

  @Override
  ClientRequest drainHandler(@Nullable Handler<Void> handler);
}
