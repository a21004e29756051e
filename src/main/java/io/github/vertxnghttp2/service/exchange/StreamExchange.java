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
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

import java.util.concurrent.TimeUnit;

/** One request that goes to the handler as a stream over the bus, and the response that comes back on the stream. */
final class StreamExchange implements BusStreamListener, NotAcceptedHandler, HandlerNodes.Waiting {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final BusEndpoint endpoint;
  private final HandlerNodes nodes;
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
  private HandlerNodes.Target target;
  /** {@link System#nanoTime}. */
  private long deadline;
  private boolean accepted;
  private boolean isSecond;
  private boolean isReplaced;

  /** @param nodes {@code null} without a cluster */
  StreamExchange(Vertx vertx, BusEndpoint endpoint, HandlerNodes nodes, ServerRequest request, RouteMatch match,
                 Runnable released) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.endpoint = endpoint;
    this.nodes = nodes;
    this.request = request;
    this.response = request.response();
    this.match = match;
    this.route = match.route();
    this.outcome = new HandlerOutcome(request, route);
    this.released = released;
  }

  void open(long timeout) {
    open(nodes == null ? null : nodes.choose(route.address(), null), timeout);
  }

  private void open(HandlerNodes.Target chosen, long timeout) {
    target = chosen;
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    if (target != null) {
      nodes.add(target, this);
    }
    boolean end = request.atEof();
    stream = endpoint.open(target == null ? route.address() : target.address(),
      RequestMessage.json(request, match, UnaryExchange.EMPTY), end, route.isJson() ? FrameForm.JSON : FrameForm.BUFFER,
      new DeliveryOptions().setSendTimeout(timeout), opening -> opening, this, this);
    if (!end) {
      toBus = new BodyToBus(request, stream, route.maxBodySize(), this::tooLong, request::countUnread);
    }
    fromBus = new BodyFromBus(stream, response);
    response.exceptionHandler(cause -> stream.reset(code(cause), cause.getMessage()));
  }

  private static long code(Throwable cause) {
    return cause instanceof Http2Exception e && e.hasCode() ? e.code() : ErrorCode.INTERNAL_ERROR.code();
  }

  // --- the handler has not accepted the stream ---

  @Override
  public void onTimeout(long milliseconds) {
    if (!isTooLate()) {
      outcome.timedOut();
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    boolean hasNoHandler = target != null && nodes.hasNoConsumer(route.address(), target, cause);
    if (!isTooLate() && !(hasNoHandler && openAgain(null))) {
      outcome.failed(cause);
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

  /** Sends the request to another node, if that is allowed although this one may have handled it. */
  private boolean sendToOther() {
    if (target == null || toBus != null || !route.options().isResend() || !UnaryExchange.isIdempotent(request)) {
      return false;
    }
    HandlerNodes.Target other = nodes.choose(route.address(), target.node());
    return other != null && openAgain(other);
  }

  /**
   * Opens a stream to another consumer, within the rest of the time. Once, and only if nothing of a body was read.
   *
   * @param other {@code null} if Vert.x shall choose the consumer
   */
  private boolean openAgain(HandlerNodes.Target other) {
    long left = left();
    if (isSecond || headReceived || left < 1) {
      return false;
    }
    isReplaced = true;
    StreamExchange second = new StreamExchange(vertx, endpoint, nodes, request, match, released);
    second.isSecond = true;
    second.open(other, left);
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
    if (target != null) {
      nodes.remove(target, this);
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
    if (response.isEnded()) {
      discardRequest();
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
      nodes.remove(target, this);
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
