package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.impl.body.BodyTarget;
import io.github.vertxnghttp2.impl.body.ContentLength;
import io.github.vertxnghttp2.impl.body.FileBody;
import io.github.vertxnghttp2.impl.body.OutboundMessage;
import io.github.vertxnghttp2.impl.body.PipedBody;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;

import java.util.Objects;

/**
 * The request that the user writes. It collects the head and the body, and passes them to its {@link ClientExchange}.
 */
final class ClientRequestImpl implements ClientRequest, BodyTarget {
  private final OutboundMessage message;
  private final ClientExchange exchange;
  private final HttpMethod method;
  private final String scheme;
  private final String authority;
  private final String uri;

  ClientRequestImpl(ClientTransport transport, ContextInternal context, HttpMethod method, String scheme,
                    String authority, String uri) {
    this.message = new OutboundMessage(context, transport.loop());
    this.exchange = new ClientExchange(this, message, transport);
    this.method = method;
    this.scheme = scheme;
    this.authority = authority;
    this.uri = uri;
  }

  // --- head ---

  @Override
  public HttpMethod method() {
    return method;
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String absoluteURI() {
    return RequestTarget.absolute(scheme, authority, method == HttpMethod.CONNECT ? "" : uri);
  }

  @Override
  public int streamId() {
    return exchange.streamId();
  }

  @Override
  public HeadersMultiMap headers() {
    return message.headers();
  }

  @Override
  public MultiMap trailers() {
    return message.trailers();
  }

  @Override
  public ClientRequest putHeader(String name, String value) {
    message.put(name, value);
    return this;
  }

  @Override
  public ClientRequest putHeader(CharSequence name, Iterable<? extends CharSequence> values) {
    message.put(name.toString(), values);
    return this;
  }

  @Override
  public ClientRequest setPriority(int urgency, boolean incremental) {
    Priority priority = new Priority(urgency, incremental);
    if (message.isHeadSent()) {
      message.run(() -> exchange.updatePriority(priority));
    } else {
      message.put("priority", "u=" + urgency + (incremental ? ", i" : ""));
    }
    return this;
  }

  @Override
  public ClientRequest putTrailer(String name, String value) {
    trailers().set(name, value);
    return this;
  }

  @Override
  public ClientRequest informationalHandler(Handler<InformationalResponse> handler) {
    exchange.informationalHandler(handler);
    return this;
  }

  @Override
  public ClientRequest pushHandler(Handler<PushedRequest> handler) {
    exchange.pushHandler(handler);
    return this;
  }

  @Override
  public ClientRequest timeout(long milliseconds) {
    exchange.timeout(checked("timeout", milliseconds));
    return this;
  }

  @Override
  public ClientRequest headTimeout(long milliseconds) {
    exchange.headTimeout(checked("headTimeout", milliseconds));
    return this;
  }

  @Override
  public ClientRequest label(String name, String value) {
    Objects.requireNonNull(name, "name");
    message.run(() -> exchange.label(name, value));
    return this;
  }

  @Override
  public ClientRequest queuedAt(long time) {
    message.checkHead();
    exchange.queuedAt(time);
    return this;
  }

  private long checked(String name, long milliseconds) {
    if (milliseconds < 1) {
      throw new IllegalArgumentException(name + " is " + milliseconds + " ms; it must be at least 1");
    }
    message.checkHead();
    return milliseconds;
  }

  @Override
  public Future<Boolean> expectContinue() {
    checkHeadFields();
    message.put("expect", "100-continue");
    Future<Boolean> continued = exchange.expectContinue();
    exchange.writer();
    Runnable head = sendHead();
    if (head != null) {
      message.loop().execute(head);
    }
    return continued;
  }

  private void endWithHead() {
    message.markHeadSent();
    HeaderList head = head();
    message.run(() -> exchange.submit(head, true));
  }

  /**
   * Sends the head immediately if the caller is on the event loop.
   *
   * @return {@code null} if the head has been sent; otherwise the task that sends it on the event loop before the body
   */
  private Runnable sendHead() {
    if (message.isHeadSent()) {
      return null;
    }
    message.markHeadSent();
    HeaderList head = head();
    if (message.loop().inEventLoop()) {
      exchange.submit(head, false);
      return null;
    }
    return () -> exchange.submit(head, false);
  }

  private HeaderList head() {
    HeaderList head = new HeaderList(message.fields().size() + 4).add(":method", method.name());
    if (method == HttpMethod.CONNECT) {
      head.add(":authority", authority);
    } else {
      head.add(":scheme", scheme).add(":authority", authority).add(":path", uri);
    }
    message.fields().addTo(head);
    return head;
  }

  /**
   * Checks the fields against the target of the request. The session could not check this when it created the request,
   * because the user sets the fields later.
   */
  private void checkHeadFields() {
    if (!message.isHeadSent() && (method == HttpMethod.CONNECT || message.fields().contains("host"))) {
      String problem = RequestHeadCheck.problem(head());
      if (problem != null) {
        throw new IllegalArgumentException("the request cannot be sent: " + problem + " (RFC 9113 section 8.3.1)");
      }
    }
  }

  // --- body ---

  @Override
  public Future<Void> write(Buffer data) {
    message.checkOpen();
    checkHeadFields();
    message.countBody(data.length());
    return exchange.writer().write(sendHead(), data);
  }

  @Override
  public EventLoop loop() {
    return message.loop();
  }

  @Override
  public Future<Void> writeSlice(ByteBuf data) {
    message.checkOpen();
    return writeBody(data);
  }

  @Override
  public Future<Void> writeBody(ByteBuf data) {
    checkHeadFields();
    message.countBody(data.readableBytes());
    return exchange.writer().write(sendHead(), data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    message.checkOpen();
    return endBody(data);
  }

  @Override
  public Future<Void> endBody(Buffer data) {
    checkHeadFields();
    message.countBody(data.length());
    message.markEnded();
    if (message.isHeadSent()) {
      exchange.writer().end(null, data, message.trailerList());
      return message.sent();
    }
    exchange.wholeBody(data);
    OutboundFields fields = message.fields();
    if (data.length() > 0 && !message.hasTrailers() && method != HttpMethod.CONNECT
      && !fields.contains("content-length")) {
      fields.put("content-length", ContentLength.text(data.length()));
    }
    if (message.isBare(data)) {
      endWithHead();
    } else {
      exchange.writer().end(sendHead(), data, message.trailerList());
    }
    return message.sent();
  }

  @Override
  public Future<Void> end() {
    return end(Buffer.buffer());
  }

  @Override
  public Future<Void> sent() {
    return message.sent();
  }

  @Override
  public Future<ClientResponse> response() {
    return exchange.response();
  }

  @Override
  public Future<ClientResponse> send() {
    end();
    return response();
  }

  @Override
  public Future<ClientResponse> send(Buffer body) {
    end(body);
    return response();
  }

  @Override
  public Future<ClientResponse> send(ReadStream<Buffer> body) {
    message.checkOpen();
    PipedBody.pipe(body, this, ErrorCode.CANCEL);
    return response();
  }

  @Override
  public Future<Void> sendFile(String path, long offset, long length) {
    return new FileBody<>(message, this, false, false).send(path, offset, length);
  }

  @Override
  public void reset(long code) {
    Http2Failures.checkedCode(code);
    message.run(() -> exchange.reset(code));
  }

  @Override
  public long bytesWritten() {
    return message.bytesWritten();
  }

  @Override
  public boolean writeQueueFull() {
    return exchange.isWriteQueueFull();
  }

  @Override
  public ClientRequest setWriteQueueMaxSize(int maxSize) {
    exchange.writer().maxSize(maxSize);
    return this;
  }

  @Override
  public ClientRequest drainHandler(Handler<Void> handler) {
    exchange.writer().drainHandler(handler);
    return this;
  }

  @Override
  public ClientRequest exceptionHandler(Handler<Throwable> handler) {
    message.exceptionHandler(handler);
    return this;
  }
}
