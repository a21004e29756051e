package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.impl.body.BodyReader;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.impl.telemetry.ServerObservation;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.recording.LabelNames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;

import javax.net.ssl.SSLSession;

/** A request, and the listener of its stream. */
final class ServerRequestImpl extends InboundMessage implements ServerRequest, StreamListener {
  private static final long DISCARD_MAX = 1 << 20;

  private final Http2Connection connection;
  private final Stream stream;
  private final ServerResponseImpl response;
  private final TotalUnreadBytes totalUnread;
  private String method;
  private String scheme;
  private String authority;
  private String uri = "";
  /** {@code null} if there are no metrics, no tracer and no access log. */
  private ServerObservation observation;
  private boolean discarding;
  private long discarded;

  ServerRequestImpl(Http2Connection connection, Stream stream, HeaderList head, boolean endStream,
    ContextInternal context, EventLoop loop, TotalUnreadBytes totalUnread) {
    super(head, endStream ? null : new BodyReader(stream, context, loop));
    this.connection = connection;
    this.stream = stream;
    this.totalUnread = totalUnread;
    readPseudoFields();
    response = new ServerResponseImpl(this, stream, context, loop, "HEAD".equals(method));
    stream.listener(this);
  }

  @Override
  BodyReader newReader() {
    return response.newReader();
  }

  private void readPseudoFields() {
    for (int i = 0; i < head.size() && head.name(i).charAt(0) == ':'; i++) {
      String value = head.value(i);
      switch (head.name(i)) {
        case ":method" -> method = value;
        case ":scheme" -> scheme = value;
        case ":authority" -> authority = value;
        case ":path" -> uri = value;
        default -> {
          // :protocol of RFC 8441, or an extension
        }
      }
    }
  }

  void observe(ServerObservation observed) {
    observation = observed;
    response.observe(observed);
  }

  /** Called after the handler has returned. */
  void start() {
    startReader();
  }

  /** Called if the handler threw an exception. The client gets status 500, or a reset if the response has begun. */
  void failed() {
    if (!response.isHeadSent()) {
      response.headers().clear(); // the fields describe the body that is not sent now
      response.trailers().clear();
      response.setStatus(500);
      response.endBody(Buffer.buffer()); // even if sendFile was called
    } else if (!response.isEnded()) {
      response.reset(ErrorCode.INTERNAL_ERROR);
    }
  }

  // --- from the stream ---

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    if (discarding && (discarded > 0 || !reader().isRead())) { // a user who reads the body from now on gets the failure
      stream.consume(length);
      discard(length);
    } else {
      reader().inbound().onData(input, offset, length);
    }
  }

  /**
   * Discards the rest of a body that the user has not read when the response is complete. The stream is reset only if
   * the body is long. Some clients report a reset as an error even if they have the response.
   */
  private void discard(long bytes) {
    if (discarded == 0 && bytes > 0) { // fails the body, so that nobody takes a part for the whole
      reader().inbound().onAbandoned(Http2Failures.ofStream(stream.id(), ErrorCode.NO_ERROR.code(), ClosedBy.LOCAL,
        null));
    }
    discarded += bytes;
    if (discarded > DISCARD_MAX) {
      stream.reset(ErrorCode.NO_ERROR.code()); // RFC 9113 section 8.1
    }
  }

  @Override
  public void onEnd(HeaderList trailers) {
    if (observation != null) {
      observation.requestEnded();
    }
    reader().inbound().onEnd(trailers);
  }

  @Override
  public void onSent() {
    response.onSent();
    if (!stream.isRemoteEnded() && !reader().isRead()) {
      discarding = true;
      discard(stream.unreadBytes());
    }
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    Http2Exception failure = null;
    if (!stream.isRemoteEnded() || !response.isSent()) {
      failure = Http2Failures.ofStream(stream.id(), errorCode, by, end, stream.fault());
      response.failWrites(failure); // before the handlers of the request, which may write
    }
    if (!stream.isRemoteEnded()) {
      reader().inbound().onFailure(failure);
    }
    response.onClosed(failure);
  }

  // --- for the user ---

  @Override
  public ServerRequest routed(String route) {
    stream.label(LabelNames.ROUTE, route);
    if (observation != null) {
      response.run(() -> observation.routed(route));
    }
    return this;
  }

  @Override
  public ServerRequest label(String name, String value) {
    stream.label(name, value);
    return this;
  }

  @Override
  public Priority priority() {
    return stream.priority();
  }

  @Override
  public HttpMethod method() {
    return HttpMethod.valueOf(method);
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public String path() {
    int at = uri.indexOf('?');
    return at < 0 ? uri : uri.substring(0, at);
  }

  @Override
  public String query() {
    int at = uri.indexOf('?');
    return at < 0 ? null : uri.substring(at + 1);
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String authority() {
    return authority != null ? authority : head.get("host");
  }

  @Override
  public String absoluteURI() {
    return RequestTarget.absolute(scheme, authority(), uri);
  }

  @Override
  public boolean isSSL() {
    return connection.isSsl();
  }

  @Override
  public Http2Connection connection() {
    return connection;
  }

  @Override
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return connection.localAddress();
  }

  @Override
  public SSLSession sslSession() {
    return connection.sslSession();
  }

  @Override
  public ServerResponse response() {
    return response;
  }

  @Override
  public int countUnread(long change) {
    return totalUnread.changePassedOn(change);
  }

  @Override
  public int streamId() {
    return stream.id();
  }

  @Override
  public ServerRequest exceptionHandler(Handler<Throwable> handler) {
    reader().exceptionHandler(handler);
    return this;
  }

  @Override
  public ServerRequest handler(Handler<Buffer> handler) {
    reader().handler(handler);
    return this;
  }

  @Override
  public ServerRequest pause() {
    reader().pause();
    return this;
  }

  @Override
  public ServerRequest resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ServerRequest fetch(long amount) {
    reader().fetch(amount);
    return this;
  }

  @Override
  public ServerRequest endHandler(Handler<Void> handler) {
    reader().endHandler(handler);
    return this;
  }
}
