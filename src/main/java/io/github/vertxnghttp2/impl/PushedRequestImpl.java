package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.github.vertxnghttp2.impl.telemetry.ClientObservation;
import io.github.vertxnghttp2.impl.telemetry.ClientTelemetry;
import io.github.vertxnghttp2.impl.telemetry.ObservedRequest;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/** A promised request, and the listener of its stream. */
final class PushedRequestImpl implements PushedRequest, StreamListener {
  private final Stream stream;
  private final HeaderList head;
  private final ClientRequest associated;
  private final ContextInternal context;
  private final EventLoop loop;
  private final PromiseInternal<ClientResponse> responded;
  private Handler<InformationalResponse> informationalHandler;
  private boolean accepted;
  private ClientResponseImpl response;
  /** {@code null} if there are neither metrics nor a tracer. */
  private ClientObservation observation;

  PushedRequestImpl(Stream stream, HeaderList head, ClientRequest associated, ContextInternal context, EventLoop loop) {
    this.stream = stream;
    this.head = head;
    this.associated = associated;
    this.context = context;
    this.loop = loop;
    this.responded = context.promise();
    stream.listener(this);
  }

  void observe(ClientTelemetry telemetry) {
    observation = telemetry.pushed(new ObservedRequest(stream.id(), method(), scheme(), authority(), uri(), headers(),
      telemetry.peer()), context);
  }

  /** Calls the handler, and refuses the push if the handler has not asked for the response. */
  void offer(Handler<PushedRequest> handler) {
    context.execute(this, push -> {
      context.dispatch(push, handler);
      if (!accepted) {
        refuse();
      }
    });
  }

  // --- from the stream, on the event loop ---

  @Override
  public void onInformational(HeaderList fields) {
    context.execute(fields, list -> { // runs after the push handler, because that may set this handler
      if (informationalHandler != null) {
        context.dispatch(new InformationalResponse(ReceivedFields.status(list), ReceivedFields.of(list)),
          informationalHandler);
      }
    });
  }

  @Override
  public void onResponse(HeaderList fields, boolean endStream) {
    response = new ClientResponseImpl(associated, stream, fields, endStream, context, loop);
    if (observation != null) {
      observation.responseBegun(fields);
      if (endStream) {
        observation.responseEnded(0);
      }
    }
    responded.tryComplete(response);
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    response.reader().inbound().onData(input, offset, length);
  }

  @Override
  public void onEnd(HeaderList trailers) {
    if (observation != null) {
      observation.responseEnded(stream.bytesReceived());
    }
    response.reader().inbound().onEnd(trailers);
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    if (observation != null) {
      observation.streamClosed();
    }
    if (response != null && stream.isRemoteEnded()) {
      return;
    }
    Http2Exception failure = Http2Failures.ofStream(stream.id(), errorCode, by, end, stream.fault());
    if (observation != null) {
      observation.failed(failure);
    }
    if (response == null) {
      responded.tryFail(failure);
    } else {
      response.reader().inbound().onFailure(failure);
    }
  }

  // --- for the user ---

  @Override
  public HttpMethod method() {
    return HttpMethod.valueOf(head.get(":method"));
  }

  @Override
  public String scheme() {
    return head.get(":scheme");
  }

  @Override
  public String authority() {
    return head.get(":authority");
  }

  @Override
  public String uri() {
    return head.get(":path");
  }

  @Override
  public MultiMap headers() {
    return ReceivedFields.of(head);
  }

  @Override
  public int streamId() {
    return stream.id();
  }

  @Override
  public ClientRequest associated() {
    return associated;
  }

  @Override
  public PushedRequest informationalHandler(Handler<InformationalResponse> handler) {
    informationalHandler = handler;
    return this;
  }

  @Override
  public Future<ClientResponse> response() {
    accepted = true;
    return responded.future();
  }

  @Override
  public void reset(ErrorCode code) {
    EventLoops.run(loop, () -> stream.reset(code.code()));
  }
}
