package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.bus.BodyFromBus;
import io.github.vertxnghttp2.service.bus.BodyToBus;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.github.vertxnghttp2.service.bus.NotAcceptedHandler;
import io.github.vertxnghttp2.service.bus.wire.ConsumerClosed;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.nodes.AddressNodes;
import io.github.vertxnghttp2.service.nodes.HandlerNode;
import io.github.vertxnghttp2.service.nodes.NodeRequest;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

import java.util.concurrent.TimeUnit;

/** One request that goes to the handler as a stream over the bus, and the response that comes back on the stream. */
final class StreamExchange implements BusStreamListener, NotAcceptedHandler, NodeRequest {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final BusEndpoint endpoint;
  /** {@code null} without a cluster. */
  private final AddressNodes consumers;
  private final ServerRequest request;
  private final ServerResponse response;
  private final RouteMatch match;
  private final Route route;
  private final HandlerOutcome outcome;
  private final Runnable released;
  private BusStream stream;
  private BodyToBus toBus;
  private BodyFromBus fromBus;
  private boolean headPending;
  private boolean headReceived;
  private long timer = -1;
  /** {@code null} if Vert.x chooses the handler. */
  private HandlerNode target;
  /** {@link System#nanoTime}. */
  private long sentAt;
  /** {@link System#nanoTime}. */
  private long deadline;
  private boolean accepted;
  private boolean isSecond;
  private boolean isReplaced;

  /** @param consumers {@code null} without a cluster */
  StreamExchange(Vertx vertx, BusEndpoint endpoint, AddressNodes consumers, ServerRequest request, RouteMatch match,
                 Runnable released) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.endpoint = endpoint;
    this.consumers = consumers;
    this.request = request;
    this.response = request.response();
    this.match = match;
    this.route = match.route();
    this.outcome = new HandlerOutcome(request, route);
    this.released = released;
  }

  void open(long timeout) {
    open(consumers == null ? null : consumers.choose(route.choice(), key()), timeout);
  }

  /** By which the request sticks to a node; {@code null} for nothing. */
  private String key() {
    return route.choice().key(request.headers(), match.parameters());
  }

  private void open(HandlerNode chosen, long timeout) {
    target = chosen;
    sentAt = System.nanoTime();
    deadline = sentAt + TimeUnit.MILLISECONDS.toNanos(timeout);
    boolean end = request.atEof();
    RequestRecording.forwarded(request, route);
    stream = endpoint.open(target == null ? route.address() : target.address(),
      RequestMessage.json(request, match, UnaryExchange.EMPTY), end, route.isJson() ? FrameForm.JSON : FrameForm.BUFFER,
      new DeliveryOptions().setSendTimeout(timeout), this::withTimeLeft, this, this);
    if (target != null) {
      target.begin(this);
      RequestRecording.chosen(request, target.id());
    }
    if (!end) {
      toBus = new BodyToBus(request, stream, route.maxBodySize(), this::tooLong, request::countUnread);
    }
    fromBus = new BodyFromBus(stream, response);
    response.exceptionHandler(cause -> stream.reset(code(cause), cause.getMessage()));
  }

  /** Adds the time until ACCEPT, and that until the head of the response if it is another one. */
  private JsonObject withTimeLeft(JsonObject opening) {
    long left = Math.max(0, left());
    return opening.put("timeout", left).put("headTimeout", isSecond ? left : route.timeout());
  }

  private static long code(Throwable cause) {
    return cause instanceof Http2Exception e && e.hasCode() ? e.code() : ErrorCode.INTERNAL_ERROR.code();
  }

  // --- the handler has not accepted the stream ---

  @Override
  public void onTimeout(long milliseconds) {
    report(true);
    if (!isTooLate()) {
      outcome.timedOut();
    }
  }

  private void report(boolean failed) {
    if (target != null) {
      target.report(route.choice(), failed, sentAt);
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    boolean hasNoHandler = target != null && target.hasNoConsumer(route.choice(), cause);
    if (!isTooLate() && !(hasNoHandler && openAgain(null))) {
      outcome.failed(cause);
      if (!hasNoHandler) {
        report(HandlerOutcome.isFailure(response.status()));
      }
    }
  }

  /** The node that OPEN was sent to has left. When it has accepted the stream, {@link #onReset} is called instead. */
  @Override
  public void onNodeLost() {
    context.runOnContext(v -> {
      if (!accepted && !stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "the node of the handler has left the cluster");
        lost();
      }
    });
  }

  /** The handler is gone, and the response has not begun. */
  private void lost() {
    if (!sendToOther()) {
      outcome.lost();
      discardRequest();
    }
  }

  /** The handler was closed before the response has begun. */
  private void closed() {
    if (!sendToOther()) {
      outcome.closed();
      discardRequest();
    }
  }

  /** Sends the request to another node, if that is allowed although this one may have handled it. */
  private boolean sendToOther() {
    if (target == null || toBus != null || !route.options().isResend() || !UnaryExchange.isIdempotent(request)
      || !mayOpenAgain()) {
      return false;
    }
    HandlerNode other = target.other(route.choice(), key());
    return other != null && openAgain(other);
  }

  /** Whether it was opened once only, the response has not begun, time is left, and the client waits. */
  private boolean mayOpenAgain() {
    return !isSecond && !headReceived && left() >= 1 && !response.sent().isComplete();
  }

  /**
   * Opens a stream to another consumer, within the rest of the time. Once, and only if nothing of a body was read.
   *
   * @param other {@code null} if Vert.x shall choose the consumer
   */
  private boolean openAgain(HandlerNode other) {
    if (!mayOpenAgain()) {
      return false;
    }
    isReplaced = true;
    StreamExchange second = new StreamExchange(vertx, endpoint, consumers, request, match, released);
    second.isSecond = true;
    second.open(other, Math.max(1, left()));
    return true;
  }

  private long left() {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  @Override
  public void onReply(Message<Object> message) {
    if (!isTooLate()) {
      outcome.succeeded(message);
    }
  }

  /**
   * Whether the response has begun, since a handler may send frames before ACCEPT. If the handler does not accept after
   * that, no other response can follow: this one is reset unless it is complete.
   */
  private boolean isTooLate() {
    headPending = false;
    if (!response.isHeadSent()) {
      return false;
    }
    if (response.isEnded()) {
      discardRequest();
    } else {
      response.reset(ErrorCode.INTERNAL_ERROR);
    }
    return true;
  }

  // --- the stream ---

  @Override
  public void onAccepted() {
    accepted = true;
    RequestRecording.chosen(request, stream.remoteNode());
    if (target != null) {
      target.accepted(this);
    }
    if (stream.isLocalEnded()) {
      awaitHead();
    }
    if (toBus != null) {
      if (request.expectsContinue() && !response.isHeadSent() && request.isEmpty()) {
        response.writeContinue();
      }
      toBus.pump();
    }
  }

  @Override
  public void onCredit() {
    if (toBus != null) {
      toBus.pump();
    }
  }

  @Override
  public void onLocalEnded() {
    awaitHead();
  }

  /** Gives up a handler that has the whole request and does not respond. */
  private void awaitHead() {
    if (!headReceived) {
      timer = vertx.setTimer(isSecond ? Math.max(1, left()) : route.timeout(), id -> {
        stream.reset(ErrorCode.CANCEL.code(), "no response within timeout = " + route.timeout() + " ms");
        outcome.timedOut();
        report(true);
      });
    }
  }

  private void tooLong() {
    String text = "the body is longer than " + route.maxBodySize() + " bytes";
    stream.reset(ErrorCode.CANCEL.code(), text);
    if (response.isHeadSent()) {
      response.reset(ErrorCode.CANCEL);
    } else {
      ErrorResponse.sendTooLong(request, route.maxBodySize());
      discardRequest();
    }
  }

  /**
   * Reads on after the response and discards the rest of the request, because a client that is blocked while sending
   * may not read the response until it can go on.
   */
  private void discardRequest() {
    if (toBus != null) {
      toBus.discard(() -> response.reset(ErrorCode.NO_ERROR)); // RFC 9113 section 8.1
    }
  }

  @Override
  public void onHead(int status, MultiMap headers) {
    try {
      if (status < 200) {
        response.inform(status, headers);
        return;
      }
      headReceived = true;
      vertx.cancelTimer(timer);
      report(HandlerOutcome.isFailure(status));
      response.setStatus(status);
      ReplyMessage.streamedHead(response, headers);
    } catch (IllegalArgumentException e) {
      stream.reset(ErrorCode.INTERNAL_ERROR.code(), e.getMessage());
      outcome.unsendable(e);
      discardRequest();
      return;
    }
    headPending = true; // sent a task later: usually DATA or END follows at once, and both go out together
    vertx.runOnContext(v -> sendHead());
  }

  private void sendHead() {
    if (headPending && !response.isEnded()) {
      headPending = false;
      response.write(UnaryExchange.EMPTY);
    }
  }

  @Override
  public void onData(Buffer data) {
    headPending = false;
    fromBus.onData(data);
  }

  @Override
  public void onEnd(MultiMap trailers) {
    headPending = false;
    try {
      fromBus.onEnd(trailers);
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, "route {0}: the handler at {1} sent trailers that are not allowed: {2}",
        route.id(), route.address(), e.getMessage());
      stream.reset(ErrorCode.INTERNAL_ERROR.code(), e.getMessage());
      response.reset(ErrorCode.INTERNAL_ERROR);
    }
  }

  @Override
  public void onReset(BusReset reset) {
    headPending = false;
    if (reset.cause() == BusReset.Cause.LOST || reset.cause() == BusReset.Cause.VIOLATION) {
      report(true);
    }
    if (response.isEnded()) {
      discardRequest();
    } else if (reset.cause() == BusReset.Cause.PEER && reset.code() == ConsumerClosed.CODE && !response.isHeadSent()) {
      closed();
    } else if (reset.cause() == BusReset.Cause.PEER) {
      response.reset(reset.code());
    } else if (response.isHeadSent()) {
      LOG.log(System.Logger.Level.DEBUG, "route {0}: {1}", route.id(), reset.exception().getMessage());
      response.reset(ErrorCode.INTERNAL_ERROR);
    } else if (reset.cause() == BusReset.Cause.VIOLATION) {
      outcome.internalError(reset.exception());
      discardRequest();
    } else if (reset.cause() == BusReset.Cause.LOST) {
      lost();
    } else {
      outcome.lost();
      discardRequest();
    }
  }

  @Override
  public void onClosed() {
    vertx.cancelTimer(timer);
    if (target != null) {
      target.end(this);
    }
    if (toBus != null) {
      toBus.closed();
    }
    if (accepted) {
      release();
    } else {
      context.runOnContext(v -> release()); // in a later task: onFailure, which may open the stream again, follows
    }
  }

  private void release() {
    if (!isReplaced) {
      released.run();
    }
  }
}
