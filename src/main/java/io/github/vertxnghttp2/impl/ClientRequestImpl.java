package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.streams.ReadStream;

/** A request, and the listener of its stream. */
final class ClientRequestImpl extends SentBase implements ClientRequest, StreamListener {
  private final ClientTransport transport;
  private final HttpMethod method;
  private final String scheme;
  private final String authority;
  private final String uri;
  private final PromiseInternal<ClientResponse> answered;
  private BodyWriter writer;
  private Handler<InformationalResponse> informationalHandler;
  private volatile Handler<PushedRequest> pushHandler;
  private volatile Stream stream;
  private ClientResponseImpl response;

  ClientRequestImpl(ClientTransport transport, ContextInternal context, HttpMethod method, String scheme, String authority,
                    String uri) {
    super(context, transport.loop());
    this.transport = transport;
    this.method = method;
    this.scheme = scheme;
    this.authority = authority;
    this.uri = uri;
    this.answered = context.promise();
  }

  // --- from the stream, on the event loop ---

  @Override
  public void onInformational(HeaderList head) {
    Handler<InformationalResponse> handler = informationalHandler;
    if (handler != null) {
      InformationalResponse informational =
        new InformationalResponse(ClientResponseImpl.status(head), ReceivedBase.fields(head));
      context.execute(informational, i -> context.dispatch(i, handler));
    }
  }

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    BodyReader reader = new BodyReader(stream, context, loop);
    if (endStream) {
      reader.endWithHead();
    }
    response = new ClientResponseImpl(this, stream.id(), head, reader);
    answered.tryComplete(response);
  }

  @Override
  public ErrorCode onPromise(Stream promised, HeaderList head) {
    return transport.pushes().receive(promised, head, this, context, pushHandler);
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    response.reader.onData(input, offset, length);
  }

  @Override
  public void onEnd(HeaderList receivedTrailers) {
    response.reader.onEnd(receivedTrailers);
  }

  @Override
  public void onSent() {
    sent.tryComplete();
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    Stream closed = stream;
    boolean complete = closed != null && closed.isRemoteEnded();
    Throwable failure = complete ? null : Failures.ofStream(closed == null ? 0 : closed.id(), errorCode, by, end);
    if (response == null) {
      answered.tryFail(failure != null ? failure : Failures.ofStream(streamId(), errorCode, by, end));
    } else if (!complete) {
      response.reader.onFailure(failure);
    }
    // RFC 9113 section 8.1: a server that has answered may stop the rest of the request with NO_ERROR.
    if (complete && errorCode == ErrorCode.NO_ERROR.code()) {
      sent.tryComplete();
    } else {
      Throwable cause = failure != null ? failure : Failures.ofStream(streamId(), errorCode, by, end);
      if (sent.tryFail(cause) && writer != null) {
        writer.fail(cause);
      }
    }
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
  public int streamId() {
    Stream known = stream;
    return known == null ? 0 : known.id();
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

  private void sendHead(boolean endStream) {
    headSent();
    HeaderList head = new HeaderList(fields.size() + 4).add(":method", method.name());
    if (method == HttpMethod.CONNECT) {
      head.add(":authority", authority);
    } else {
      head.add(":scheme", scheme).add(":authority", authority).add(":path", uri);
    }
    fields.addTo(head);
    run(() -> submit(head, endStream));
  }

  private void submit(HeaderList head, boolean endStream) {
    try {
      stream = transport.request(head, endStream, this);
    } catch (RuntimeException e) {
      answered.tryFail(e);
      sent.tryFail(e);
    }
    if (writer != null) {
      writer.stream(stream);
    }
  }

  // --- body ---

  private BodyWriter writer() {
    if (writer == null) {
      writer = new BodyWriter(context, loop);
      if (stream != null) {
        writer.stream(stream);
      }
    }
    return writer;
  }

  @Override
  public Future<Void> write(Buffer data) {
    checkNotEnded();
    BodyWriter body = writer();
    if (!headSent) {
      sendHead(false);
    }
    return body.write(data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    checkNotEnded();
    ended = true;
    boolean trailing = hasTrailers();
    boolean bare = !headSent && data.length() == 0 && !trailing;
    if (!bare) {
      writer();
    }
    if (!headSent) {
      if (data.length() > 0 && !trailing && !fields.contains("content-length")) {
        fields.put("content-length", Integer.toString(data.length()));
      }
      sendHead(bare);
    }
    if (trailing) {
      if (data.length() > 0) {
        writer.write(data);
      }
      writer.end(frozenTrailers());
    } else if (!bare) {
      writer.end(data);
    }
    return sent.future();
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
    body.pipeTo(this).onFailure(cause -> reset(ErrorCode.CANCEL));
    return response();
  }

  @Override
  public void reset(ErrorCode code) {
    run(() -> {
      if (stream != null) {
        stream.reset(code.code());
      }
    });
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
    writer().exceptionHandler(handler);
    return this;
  }
}
