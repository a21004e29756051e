package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.RequestHeadCheck;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;

/** A request as the user sees it. */
final class ClientRequestImpl extends ClientExchange implements ClientRequest {
  private final HttpMethod method;
  private final String scheme;
  private final String authority;
  private final String uri;
  private long timeoutMillis;
  private long headTimeoutMillis;

  ClientRequestImpl(ClientTransport transport, ContextInternal context, HttpMethod method, String scheme, String authority,
                    String uri) {
    super(context, transport);
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
  public ClientRequest putHeader(String name, String value) {
    put(name, value);
    return this;
  }

  @Override
  public ClientRequest putTrailer(String name, String value) {
    trailers().set(name, value);
    return this;
  }

  @Override
  public ClientRequest informationalHandler(Handler<InformationalResponse> handler) {
    informationalHandler = handler;
    return this;
  }

  @Override
  public ClientRequest pushHandler(Handler<PushedRequest> handler) {
    transport.pushes().checkEnabled();
    pushHandler = handler;
    return this;
  }

  @Override
  public ClientRequest timeout(long milliseconds) {
    timeoutMillis = checked("timeout", milliseconds);
    return this;
  }

  @Override
  public ClientRequest headTimeout(long milliseconds) {
    headTimeoutMillis = checked("headTimeout", milliseconds);
    return this;
  }

  private long checked(String name, long milliseconds) {
    if (milliseconds < 1) {
      throw new IllegalArgumentException(name + " is " + milliseconds + " ms; it must be at least 1");
    }
    checkHead();
    return milliseconds;
  }

  @Override
  public Future<Boolean> expectContinue() {
    checkHeadFields();
    put("expect", "100-continue");
    continued = context.promise();
    writer();
    Runnable head = sendHead();
    if (head != null) {
      loop.execute(head);
    }
    return continued.future();
  }

  private void endWithHead() {
    headSent();
    HeaderList head = head();
    run(() -> submit(head, true));
  }

  /** @return what is left to do on the event loop before the body, or {@code null} */
  private Runnable sendHead() {
    if (headSent) {
      return null;
    }
    headSent();
    HeaderList head = head();
    if (loop.inEventLoop()) {
      submit(head, false);
      return null;
    }
    return () -> submit(head, false);
  }

  private HeaderList head() {
    HeaderList head = new HeaderList(fields.size() + 4).add(":method", method.name());
    if (method == HttpMethod.CONNECT) {
      head.add(":authority", authority);
    } else {
      head.add(":scheme", scheme).add(":authority", authority).add(":path", uri);
    }
    fields.addTo(head);
    return head;
  }

  /** What the session could not check when it made the request: fields that contradict its target. */
  private void checkHeadFields() {
    if (!headSent && (method == HttpMethod.CONNECT || fields.contains("host"))) {
      String problem = RequestHeadCheck.problem(head());
      if (problem != null) {
        throw new IllegalArgumentException("the request cannot be sent: " + problem + " (RFC 9113 section 8.3.1)");
      }
    }
  }

  private void submit(HeaderList head, boolean endStream) {
    if (answered.future().isComplete()) { // it was reset before
      stream = transport.unopened();
      fail(answered.future().cause()); // for who has asked for more since
    } else {
      trySubmit(head, endStream);
    }
    if (writer != null) {
      writer.stream(stream);
    }
  }

  private void trySubmit(HeaderList head, boolean endStream) {
    try {
      sentHead = head;
      ClientTelemetry telemetry = transport.telemetry();
      if (telemetry != null) {
        observation = telemetry.begin(this, head, context);
      }
      stream = transport.request(head, endStream, this);
      if (observation != null) {
        observation.submitted(stream);
      }
      if (!stream.isClosed()) {
        expire(timeoutMillis, headTimeoutMillis);
      }
    } catch (RuntimeException e) {
      stream = transport.unopened();
      if (observation != null) {
        observation.failed(e);
      }
      fail(e);
    }
  }

  @Override
  ClientRequestImpl request() {
    return this;
  }

  @Override
  void resend() {
    boolean bare = isBare(wholeBody);
    stream = transport.request(sentHead, bare, this);
    if (observation != null) {
      observation.submitted(stream);
    }
    if (!bare) {
      writer.stream(stream);
      sendWhole(null, wholeBody);
    }
  }

  // --- body ---

  private BodyWriter writer() {
    if (writer == null) {
      writer = new BodyWriter(this);
      if (stream != null) {
        writer.stream(stream);
      }
    }
    return writer;
  }

  @Override
  public Future<Void> write(Buffer data) {
    checkOpen();
    return writeBody(data);
  }

  @Override
  Future<Void> writeBody(Buffer data) {
    checkHeadFields();
    BodyWriter body = writer();
    return body.write(sendHead(), data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    checkOpen();
    return endBody(data);
  }

  @Override
  Future<Void> endBody(Buffer data) {
    checkHeadFields();
    markEnded();
    if (headSent) {
      writer();
      sendWhole(null, data);
      return sent.future();
    }
    wholeBody = data;
    if (data.length() > 0 && !hasTrailers() && method != HttpMethod.CONNECT && !fields.contains("content-length")) {
      fields.put("content-length", Integer.toString(data.length()));
    }
    if (isBare(data)) {
      endWithHead();
    } else {
      writer();
      sendWhole(sendHead(), data);
    }
    return sent.future();
  }

  /** Whether the head is all there is to send. */
  private boolean isBare(Buffer data) {
    return data.length() == 0 && !hasTrailers();
  }

  private void sendWhole(Runnable head, Buffer data) {
    writer.end(head, data, trailerList());
  }

  @Override
  public Future<Void> end() {
    return end(Buffer.buffer());
  }

  @Override
  public Future<ClientResponse> response() {
    return answered.future();
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
    checkOpen();
    PipedBody.pipe(body, this, ErrorCode.CANCEL);
    return response();
  }

  @Override
  public Future<Void> sendFile(String path, long offset, long length) {
    return new FileBody<>(context, this, false, false).send(path, offset, length);
  }

  @Override
  public void reset(long code) {
    Failures.checkedCode(code);
    run(() -> {
      if (stream != null) {
        wholeBody = null; // a refusal may be on its way: nobody wants the request sent again
        giveUp((int) code);
      } else {
        fail(Failures.ofStream(0, code, ClosedBy.LOCAL, null));
      }
    });
  }

  /** Nothing of it has been sent, and nothing will be. */
  private void fail(Throwable cause) {
    failWrites(cause);
    answered.tryFail(cause);
    if (continued != null) {
      continued.tryFail(cause);
    }
    if (sent.tryFail(cause)) {
      report(cause);
    }
  }

  @Override
  public boolean writeQueueFull() {
    return writer != null && writer.isFull();
  }

  @Override
  public ClientRequest setWriteQueueMaxSize(int maxSize) {
    writer().maxSize(maxSize);
    return this;
  }

  @Override
  public ClientRequest drainHandler(Handler<Void> handler) {
    writer().drainHandler(handler);
    return this;
  }

  @Override
  public ClientRequest exceptionHandler(Handler<Throwable> handler) {
    tellFailures(handler);
    return this;
  }
}
