package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What becomes of a request: its response, a refusal after which it is sent again, or its failure. */
abstract class ClientExchange extends SentBase implements StreamListener {
  final ClientTransport transport;
  final PromiseInternal<ClientResponse> answered;
  volatile Handler<PushedRequest> pushHandler;
  BodyWriter writer;
  volatile Stream stream;
  Handler<InformationalResponse> informationalHandler;
  PromiseInternal<Boolean> continued;
  HeaderList sentHead;
  /** {@code null} if nobody watches. */
  ClientObservation observation;
  /** Kept until the response comes, to be sent again if the request is refused; {@code null} if the body came in pieces. */
  Buffer wholeBody;
  private ClientResponseImpl response;
  private ScheduledFuture<?> timer;
  private ScheduledFuture<?> headTimer;
  private RequestTimeoutException timedOut;
  private int refusals;

  ClientExchange(ContextInternal context, ClientTransport transport) {
    super(context, transport.loop());
    this.transport = transport;
    this.answered = context.promise();
  }

  /** The request as it is, for the response. */
  abstract ClientRequestImpl request();

  /** Sends the request once more, to the end of the queue. */
  abstract void resend();

  public int streamId() {
    Stream known = stream;
    return known == null ? 0 : known.id();
  }

  /** Gives up after these times, 0 for never. On the event loop, as all that follows. */
  final void expire(long timeout, long headTimeout) {
    timer = schedule("timeout", timeout);
    headTimer = schedule("headTimeout", headTimeout);
  }

  private ScheduledFuture<?> schedule(String name, long milliseconds) {
    return milliseconds == 0 ? null : loop.schedule(() -> {
      timedOut = new RequestTimeoutException(request().method() + " " + request().uri() + " to " + request().authority()
        + " took longer than " + name + " = " + milliseconds + " ms"
        + (streamId() == 0 ? ": it waited for a free stream" : response == null ? "" : ": the response had begun"));
      giveUp((int) ErrorCode.CANCEL.code());
    }, milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Resets the stream. */
  final void giveUp(int code) {
    boolean unanswered = stream.id() != 0 && !stream.isClosed() && !stream.isRemoteEnded();
    stream.reset(code);
    if (unanswered) {
      transport.givenUp();
    }
  }

  private static void cancel(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void onOpened() {
    if (observation != null) {
      observation.opened();
    }
  }

  @Override
  public void onInformational(HeaderList head) {
    if (continued != null && ClientResponseImpl.status(head) == 100) {
      continued.tryComplete(true);
    }
    Handler<InformationalResponse> handler = informationalHandler;
    if (handler != null) {
      InformationalResponse informational =
        new InformationalResponse(ClientResponseImpl.status(head), ReceivedBase.fields(head));
      context.execute(informational, i -> context.dispatch(i, handler));
    }
  }

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    cancel(headTimer);
    response = new ClientResponseImpl(request(), stream, head, endStream, context, loop);
    sentHead = null;
    wholeBody = null;
    if (continued != null) {
      continued.tryComplete(false);
    }
    if (endStream) {
      cancel(timer);
    }
    if (observation != null) {
      observation.responseBegun(head);
      if (endStream) {
        observation.responseEnded(0);
      }
    }
    answered.tryComplete(response);
  }

  @Override
  public ErrorCode onPromise(Stream promised, HeaderList head) {
    return transport.pushes().receive(promised, head, request(), context, pushHandler);
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    response.reader.onData(input, offset, length);
  }

  @Override
  public void onEnd(HeaderList receivedTrailers) {
    cancel(timer);
    if (observation != null) {
      observation.responseEnded(stream.bytesReceived());
    }
    response.reader.onEnd(receivedTrailers);
  }

  @Override
  public void onSent() {
    if (observation != null) {
      observation.requestEnded(stream.bytesSent());
    }
    sent.tryComplete();
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    if (observation != null) {
      observation.streamClosed();
    }
    if (errorCode == ErrorCode.REFUSED_STREAM.code() && by == ClosedBy.REMOTE && end == null && mayResend()) {
      refusals++;
      resend();
      return;
    }
    cancel(timer);
    cancel(headTimer);
    Stream closed = stream;
    boolean complete = response != null && closed.isRemoteEnded();
    // RFC 9113 section 8.1: a server that has answered may stop the rest of the request with NO_ERROR.
    if (complete && end == null && errorCode == ErrorCode.NO_ERROR.code()) {
      if (observation != null) {
        observation.requestEnded(closed.bytesSent());
      }
      if (!sent.future().isComplete() || closed.queuedBytes() > 0) {
        stopWriter(failure(errorCode, by, null));
      }
      sent.tryComplete();
      return;
    }
    Http2Exception failure = failure(errorCode, by, end);
    if (observation != null) {
      observation.failed(failure);
    }
    failWrites(failure);
    answered.tryFail(failure);
    if (continued != null) {
      continued.tryFail(failure);
    }
    if (response != null && !complete) {
      response.reader.onFailure(failure);
    }
    if (sent.tryFail(failure)) {
      report(failure);
    }
  }

  /** The response is sound, but who would write more must not wait for room. */
  private void stopWriter(Http2Exception why) {
    failWrites(why);
    if (!hasEnded()) {
      report(why);
    }
  }

  private Http2Exception failure(long errorCode, ClosedBy by, ConnectionEnd end) {
    if (timedOut != null) {
      return timedOut;
    }
    if (refusals > 0 && errorCode == ErrorCode.REFUSED_STREAM.code() && end == null) {
      return new UnprocessedException(errorCode, "the server refused stream " + streamId() + ", and others before it:"
        + " it was sent again " + refusals + " times, see refusedStreamRetries", Initiator.REMOTE);
    }
    return Failures.ofRequest(streamId(), errorCode, by, end, stream == null ? null : stream.fault());
  }

  private boolean mayResend() {
    return wholeBody != null && timedOut == null && transport.mayResend(refusals);
  }
}
