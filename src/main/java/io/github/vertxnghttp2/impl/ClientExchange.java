package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
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
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.impl.body.BodyWriter;
import io.github.vertxnghttp2.impl.body.OutboundMessage;
import io.github.vertxnghttp2.impl.fields.ReceivedFields;
import io.github.vertxnghttp2.impl.telemetry.ClientObservation;
import io.github.vertxnghttp2.impl.telemetry.ClientTelemetry;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.recording.Labels;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

import java.util.concurrent.TimeUnit;

/**
 * A request on its connection, from its submission to its response or its failure. If the server refuses the request,
 * it is sent again. Methods are called on the event loop, unless their comment names another thread.
 */
final class ClientExchange implements StreamListener {
  private final ClientRequest request;
  private final OutboundMessage message;
  private final ContextInternal context;
  private final ClientTransport transport;
  private final PromiseInternal<ClientResponse> responded;
  private volatile Handler<PushedRequest> pushHandler;
  private Handler<InformationalResponse> informationalHandler;
  private PromiseInternal<Boolean> continued;
  private BodyWriter writer;
  private volatile Stream stream;
  private HeaderList sentHead;
  /** {@code null} if there are neither metrics nor a tracer. */
  private ClientObservation observation;
  /**
   * The whole body, kept until the response arrives, so that a refused request can be sent again. {@code null} if the
   * user writes the body in several parts.
   */
  private Buffer wholeBody;
  private ClientResponseImpl response;
  private long timeout;
  private long headTimeout;
  private ScheduledFuture<?> timer;
  private ScheduledFuture<?> headTimer;
  private RequestTimeoutException timedOut;
  /** Set after the head was passed on, and sent in a PRIORITY_UPDATE when the stream is open; or {@code null}. */
  private Priority laterPriority;
  private int refusals;
  /** {@code null} for none. */
  private Labels labels;
  /** Microseconds by {@code RecordingClock}; 0 if the request did not wait for its connection. */
  private long queuedAt;

  ClientExchange(ClientRequest request, OutboundMessage message, ClientTransport transport) {
    this.request = request;
    this.message = message;
    this.context = message.context();
    this.transport = transport;
    this.responded = context.promise();
  }

  // --- from the user's thread ---

  Future<ClientResponse> response() {
    return responded.future();
  }

  int streamId() {
    Stream known = stream;
    return known == null ? 0 : known.id();
  }

  void informationalHandler(Handler<InformationalResponse> handler) {
    informationalHandler = handler;
  }

  void pushHandler(Handler<PushedRequest> handler) {
    transport.pushes().checkEnabled();
    pushHandler = handler;
  }

  /** @param milliseconds for the whole response */
  void timeout(long milliseconds) {
    timeout = milliseconds;
  }

  /** @param milliseconds until the head of the response must have arrived */
  void headTimeout(long milliseconds) {
    headTimeout = milliseconds;
  }

  /** @param time since when the request has waited for its connection, by {@code RecordingClock} */
  void queuedAt(long time) {
    queuedAt = time;
  }

  /**
   * Completes with true when the server sends 100 Continue, and with false when the server sends its final response
   * instead.
   */
  Future<Boolean> expectContinue() {
    continued = context.promise();
    return continued.future();
  }

  /** Keeps the whole body, so that the request can be sent again if the server refuses it. */
  void wholeBody(Buffer body) {
    wholeBody = body;
  }

  /** Returns the writer of the body. If the request has a body, call this method before {@link #submit}. */
  BodyWriter writer() {
    if (writer == null) {
      writer = new BodyWriter(message);
      if (stream != null) {
        writer.stream(stream);
      }
    }
    return writer;
  }

  boolean isWriteQueueFull() {
    return writer != null && writer.isFull();
  }

  // --- sending ---

  void submit(HeaderList head, boolean endStream) {
    if (responded.future().isComplete()) { // the user has already reset the request
      stream = transport.unopened();
      fail(responded.future().cause()); // also fails the calls that the user made after the reset
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
        observation = telemetry.begin(request, head, context);
      }
      stream = transport.request(head, endStream, this);
      stream.labels(labels);
      if (observation != null) {
        observation.submitted(stream);
      }
      if (!stream.isClosed()) {
        timer = schedule("timeout", timeout);
        headTimer = schedule("headTimeout", headTimeout);
      }
    } catch (RuntimeException e) {
      stream = transport.unopened();
      if (observation != null) {
        observation.failed(e);
      }
      fail(e);
    }
  }

  /** The head was passed to {@link #submit}, or is about to be. */
  void updatePriority(Priority priority) {
    laterPriority = priority;
    sendPriority();
  }

  /** Names something of the request in recordings. */
  void label(String name, String value) {
    labels = Labels.with(labels, name, value);
    if (stream != null) {
      stream.labels(labels);
    }
  }

  private void sendPriority() {
    if (laterPriority != null && streamId() != 0 && transport.serverKnowsPriorities()) {
      stream.updatePriority(laterPriority);
    }
  }

  /** Sends the request again. It goes to the end of the queue. */
  private void resend() {
    boolean bare = message.isBare(wholeBody);
    stream = transport.request(sentHead, bare, this);
    stream.labels(labels);
    if (observation != null) {
      observation.submitted(stream);
    }
    if (!bare) {
      writer.stream(stream);
      writer.end(null, wholeBody, message.trailerList());
    }
  }

  private ScheduledFuture<?> schedule(String name, long milliseconds) {
    return milliseconds == 0 ? null : message.loop().schedule(() -> {
      timedOut = new RequestTimeoutException(request.method() + " " + request.uri() + " to " + request.authority()
        + " took longer than " + name + " = " + milliseconds + " ms"
        + (streamId() == 0 ? ": it waited for a free stream" : response == null ? "" : ": the response had begun"));
      abort((int) ErrorCode.CANCEL.code());
    }, milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Resets the request for the user. The request may not have been submitted yet. */
  void reset(long code) {
    if (stream != null) {
      wholeBody = null; // if the server refuses the request now, it must not be sent again
      abort((int) code);
    } else {
      fail(Http2Failures.ofStream(0, code, ClosedBy.LOCAL, null));
    }
  }

  private void abort(int code) {
    boolean incomplete = stream.id() != 0 && !stream.isClosed() && !stream.isRemoteEnded();
    stream.reset(code);
    if (incomplete) {
      transport.requestAborted();
    }
  }

  /** Fails a request of which nothing was sent. */
  private void fail(Throwable cause) {
    message.failWrites(cause);
    responded.tryFail(cause);
    if (continued != null) {
      continued.tryFail(cause);
    }
    message.fail(cause);
  }

  private static void cancel(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  // --- from the stream ---

  @Override
  public long queuedAt() {
    return queuedAt;
  }

  @Override
  public void onOpened() {
    sendPriority();
    if (observation != null) {
      observation.opened();
    }
  }

  @Override
  public void onInformational(HeaderList head) {
    if (continued != null && ReceivedFields.status(head) == 100) {
      continued.tryComplete(true);
    }
    Handler<InformationalResponse> handler = informationalHandler;
    if (handler != null) {
      InformationalResponse informational =
        new InformationalResponse(ReceivedFields.status(head), ReceivedFields.of(head));
      context.execute(informational, i -> context.dispatch(i, handler));
    }
  }

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    cancel(headTimer);
    response = new ClientResponseImpl(request, stream, head, endStream, context, message.loop());
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
    responded.tryComplete(response);
  }

  @Override
  public ErrorCode onPromise(Stream promised, HeaderList head) {
    return transport.pushes().receive(promised, head, request, context, pushHandler);
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    response.reader().inbound().onData(input, offset, length);
  }

  @Override
  public void onEnd(HeaderList receivedTrailers) {
    cancel(timer);
    if (observation != null) {
      observation.responseEnded(stream.bytesReceived());
    }
    response.reader().inbound().onEnd(receivedTrailers);
  }

  @Override
  public void onSent() {
    if (observation != null) {
      observation.requestEnded(stream.bytesSent());
    }
    message.markSent();
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
    // RFC 9113 section 8.1: a server that has responded may stop the rest of the request with NO_ERROR.
    boolean resetHere = by == ClosedBy.LOCAL && !message.sent().isComplete();
    if (complete && end == null && errorCode == ErrorCode.NO_ERROR.code() && !resetHere) {
      if (observation != null) {
        observation.requestEnded(closed.bytesSent());
      }
      if (!message.sent().isComplete() || closed.queuedBytes() > 0) {
        stopWriter(failure(errorCode, by, null));
      }
      message.markSent();
      return;
    }
    Http2Exception failure = failure(errorCode, by, end);
    if (observation != null) {
      observation.failed(failure);
    }
    message.failWrites(failure);
    responded.tryFail(failure);
    if (continued != null) {
      continued.tryFail(failure);
    }
    if (response != null && !complete) {
      response.reader().inbound().onFailure(failure);
    }
    message.fail(failure);
  }

  /**
   * Fails the rest of the request body. The response is complete, but a writer may still wait for the write queue to
   * drain.
   */
  private void stopWriter(Http2Exception why) {
    message.failWrites(why);
    if (!message.hasEnded()) {
      message.report(why);
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
    return Http2Failures.ofRequest(streamId(), errorCode, by, end, stream == null ? null : stream.fault());
  }

  private boolean mayResend() {
    return wholeBody != null && timedOut == null && transport.mayResend(refusals);
  }
}
