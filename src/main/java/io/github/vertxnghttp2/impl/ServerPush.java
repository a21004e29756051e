package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.github.vertxnghttp2.impl.telemetry.ServerObservation;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/** A pushed request and its promise, RFC 9113 section 8.4. */
final class ServerPush {
  private final HttpMethod method;
  private final HeaderList head;

  /** @throws IllegalArgumentException if a server must not promise this request */
  ServerPush(HttpMethod method, String scheme, String authority, String path, MultiMap headers) {
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      throw new IllegalArgumentException(
        "method is " + method + "; only GET and HEAD can be pushed, RFC 9113 section 8.4");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path is " + path + "; it must begin with a slash");
    }
    if (scheme == null || authority == null) {
      throw new IllegalArgumentException("the request has no scheme or no authority, which the pushed request needs");
    }
    this.method = method;
    head = new HeaderList(4 + headers.size())
      .add(":method", method.name())
      .add(":scheme", scheme)
      .add(":authority", FieldCheck.value(":authority", authority))
      .add(":path", FieldCheck.value(":path", path));
    HeaderList fields = HeadersMultiMap.list(headers);
    if (fields.contains("content-length")) {
      throw new IllegalArgumentException("content-length: a pushed request has no content, RFC 9113 section 8.4");
    }
    for (int i = 0; i < fields.size(); i++) {
      head.add(fields.name(i), fields.value(i), fields.isSensitive(i));
    }
  }

  /**
   * Sends the PUSH_PROMISE. Called on the event loop.
   *
   * @param observation the observation of the request that this one is pushed with, or {@code null}
   */
  void send(Stream stream, ContextInternal context, EventLoop loop, ServerObservation observation,
            PromiseInternal<ServerResponse> pushed) {
    Throwable refusal = refusal(stream);
    if (refusal != null) {
      pushed.fail(refusal);
      return;
    }
    Stream promised;
    try {
      promised = stream.promise(head);
    } catch (RuntimeException e) { // the stream ids are used up, or a field cannot be sent
      pushed.fail(e);
      return;
    }
    ServerResponseImpl response = new ServerResponseImpl(null, promised, context, loop, method == HttpMethod.HEAD);
    promised.listener(new PushedStream(promised, response));
    if (observation != null) {
      response.observe(observation.push(promised, method, head));
    }
    pushed.complete(response);
  }

  private static Throwable refusal(Stream stream) {
    Connection connection = stream.connection();
    if (connection.end() != null) {
      return Http2Failures.ofConnection(connection.end());
    }
    if (stream.isClosed()) {
      return new Http2Exception("stream " + stream.id() + " is closed: nothing can be pushed with it",
        ErrorCode.STREAM_CLOSED.code(), Initiator.LOCAL, null);
    }
    if (!connection.peerSettings().isPushEnabled()) {
      return refusedByClient("the client does not accept pushes (its SETTINGS have ENABLE_PUSH 0, or have not come)");
    }
    long room = connection.peerSettings().maxConcurrentStreams();
    if (connection.openPushes() >= room) {
      return refusedByClient(
        "the client accepts no more pushes at a time (its SETTINGS have MAX_CONCURRENT_STREAMS " + room + ")");
    }
    return null;
  }

  private static Http2Exception refusedByClient(String why) {
    return new Http2Exception(why, ErrorCode.REFUSED_STREAM.code(), Initiator.REMOTE, null);
  }

  /** The listener of a pushed stream, on which the client sends nothing. */
  private record PushedStream(Stream stream, ServerResponseImpl response) implements StreamListener {

    @Override
    public void onData(ByteBuf input, int offset, int length) {
      // nghttp2 rejects DATA on a pushed stream
    }

    @Override
    public void onEnd(HeaderList trailers) {
      // nghttp2 rejects DATA and HEADERS of the client on a pushed stream
    }

    @Override
    public void onSent() {
      response.onSent();
    }

    @Override
    public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
      response.onClosed(response.isSent() ? null : Http2Failures.ofStream(stream.id(), errorCode, by, end));
    }
  }
}
