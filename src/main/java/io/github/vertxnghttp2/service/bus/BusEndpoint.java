package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusOpening;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The streams over the bus of one user, such as a verticle or a consumer of requests. Their frames go through the
 * {@link NodeEndpoint}, which all users of the node share. Bound to the context that it was created on; its methods are
 * called there. It closes itself when the verticle of that context is undeployed.
 */
public final class BusEndpoint {
  /** Milliseconds after the timeout in which ACCEPT still gets a RESET, so that the peer does not wait for frames. */
  private static final long LATE = 30_000;

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final EndpointSettings settings;
  private final NodeEndpoint node;
  private final CreditBudget budget;
  private final UnreadCredit unread;
  private final Runnable streamClosed;
  private final AtomicInteger openStreams = new AtomicInteger();
  private final Closeable undeployed = this::onUndeployed;
  private volatile Future<Void> closed;

  private BusEndpoint(VertxInternal vertx, EndpointSettings settings, Runnable streamClosed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext().unwrap();
    this.settings = settings;
    this.streamClosed = streamClosed;
    budget = new CreditBudget(settings.maxBufferedBytes());
    node = NodeEndpoints.of(vertx).join();
    unread = new UnreadCredit(node.loop());
    node.budget().lower(settings.maxNodeBufferedBytes());
    context.closeFuture().add(undeployed);
  }

  /**
   * An endpoint on the context of the caller.
   *
   * @param streamClosed called after each stream that has ended
   * @return completes when all nodes can send to the address
   */
  public static Future<BusEndpoint> create(Vertx vertx, EndpointSettings settings, Runnable streamClosed) {
    BusEndpoint endpoint = new BusEndpoint((VertxInternal) vertx, settings, streamClosed);
    Promise<BusEndpoint> created = endpoint.context.promise();
    endpoint.node.ready().map(endpoint)
      // closed, so that others can try again
      .recover(cause -> endpoint.close().transform(closed -> Future.failedFuture(cause)))
      .onComplete(created);
    return created.future();
  }

  /** The private address of the node. */
  public String address() {
    return node.address();
  }

  /** How many streams are open. From any thread. */
  public int openStreams() {
    return openStreams.get();
  }

  /** The endpoint that all users of the node share. */
  NodeEndpoint node() {
    return node;
  }

  // --- opening ---

  /**
   * Opens a stream: sends OPEN to a service.
   *
   * @param opening the head of the request, to which this adds the keys of OPEN
   * @param options with the milliseconds for the peer to accept as their send timeout
   * @param wrap makes the body of the message from the JSON of OPEN; called again if the message is sent again
   * @return the stream; {@link BusStreamListener#onAccepted} is called when frames can be sent. No listener is called
   *   before this method returns.
   */
  public BusStream open(String service, JsonObject opening, boolean end, FrameForm form, DeliveryOptions options,
                        Function<JsonObject, Object> wrap, BusStreamListener listener, NotAcceptedHandler notAccepted) {
    BusStream stream = stream(form, true, end, false);
    stream.listener(listener);
    long timeout = options.getSendTimeout();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout + LATE);
    opening(stream).into(opening, "OPEN").put("form", form.jsonName()).put("end", end);
    long timer = vertx.setTimer(timeout, id -> {
      if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "not accepted within " + timeout + " ms");
        notAccepted.onTimeout(timeout);
      }
    });
    Supplier<Future<Message<Object>>> request = () -> vertx.eventBus().request(service, wrap.apply(opening),
      new DeliveryOptions(options).setSendTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline
        - System.nanoTime()))));
    Future<Message<Object>> replied = request.get()
      .recover(cause -> DiscardedMessageFailure.is(cause) && !stream.isGone() ? request.get()
        : Future.failedFuture(cause));
    Completable<Message<Object>> whenReplied = (reply, failure) -> {
      vertx.cancelTimer(timer);
      if (failure == null) {
        onReply(stream, reply, listener, notAccepted);
      } else if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "refused");
        notAccepted.onFailure(failure);
      }
    };
    if (replied.isComplete()) { // the event bus has refused it at once: the caller needs the stream first
      context.runOnContext(v -> replied.onComplete(whenReplied));
    } else {
      replied.onComplete(whenReplied);
    }
    return stream;
  }

  private void onReply(BusStream stream, Message<Object> reply, BusStreamListener listener,
                       NotAcceptedHandler notAccepted) {
    if (!(reply.body() instanceof JsonObject json) || !"ACCEPT".equals(json.getValue("type"))) {
      if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "the reply is a whole response");
        notAccepted.onReply(reply);
      }
      return;
    }
    BusOpening accepted;
    try {
      accepted = BusOpening.read(new JsonReader(json, ""));
    } catch (MalformedMessageException e) {
      BusOpening named = BusOpening.named(json);
      if (named != null) {
        resetAtPeer(stream, named, ErrorCode.PROTOCOL_ERROR, e.getMessage());
      }
      if (!stream.isGone()) {
        stream.reset(ErrorCode.PROTOCOL_ERROR.code(), e.getMessage());
        notAccepted.onFailure(e);
      }
      return;
    }
    if (stream.isGone()) {
      resetAtPeer(stream, accepted, ErrorCode.CANCEL, "given up before it was accepted");
    } else {
      stream.connect(accepted.address(), accepted.stream(), accepted.credit());
      listener.onAccepted();
    }
  }

  /** Sends RESET for a stream that the peer has accepted, but this side has given up. */
  private void resetAtPeer(BusStream stream, BusOpening accepted, ErrorCode code, String reason) {
    BusFrame reset = new BusFrame.Reset(accepted.stream(), 0, code.code(), reason);
    node.loop().runOnContext(v -> node.sendOnce(accepted.address(), reset, stream.form()));
  }

  /**
   * Accepts a stream: replies with ACCEPT.
   *
   * @param opening OPEN
   * @param listener makes the listener of the stream; if it throws, there is no stream and no reply
   * @param reply called with ACCEPT
   * @throws MalformedMessageException if OPEN is malformed; there is no reply then
   */
  public BusStream accept(JsonReader opening, Function<BusStream, BusStreamListener> listener,
                          Consumer<JsonObject> reply) {
    BusOpening open = BusOpening.read(opening);
    FrameForm form = FrameForm.read(opening);
    BusStream stream = stream(form, false, false, opening.flag("end"));
    stream.connect(open.address(), open.stream(), open.credit());
    BusStreamListener made;
    try {
      made = listener.apply(stream);
    } catch (RuntimeException e) {
      stream.forget();
      throw e;
    }
    stream.listener(made);
    reply.accept(opening(stream).into(new JsonObject(), "ACCEPT"));
    if (stream.isGone()) { // the handler has reset it before there was a listener
      made.onClosed();
    }
    return stream;
  }

  private BusOpening opening(BusStream stream) {
    return new BusOpening(node.address(), stream.id(), stream.granted());
  }

  public boolean isClosed() {
    return closed != null;
  }

  /** Whether maxStreams streams are open or have unread bytes, or the endpoint is closed. */
  public boolean isFull() {
    return isClosed() || openStreams.get() + unread.streams() >= settings.maxStreams();
  }

  private BusStream stream(FrameForm form, boolean opener, boolean localEnded, boolean remoteEnded) {
    if (isClosed()) {
      throw new IllegalStateException("the endpoint is closed");
    }
    openStreams.incrementAndGet();
    BusStream stream = new BusStream(this, node, context, settings, form, opener, localEnded, remoteEnded);
    if (isClosed()) { // meanwhile, by another thread
      stream.forget();
      throw new IllegalStateException("the endpoint is closed");
    }
    return stream;
  }

  /** For one more stream. */
  StreamCredit credit() {
    return new StreamCredit(settings.initialCredit(), budget, node.budget());
  }

  /** The credit that the streams of this endpoint share. */
  CreditBudget budget() {
    return budget;
  }

  /** The credit of streams that have ended. */
  UnreadCredit unread() {
    return unread;
  }

  void onStreamClosed() {
    openStreams.decrementAndGet();
    streamClosed.run();
  }

  // --- the end ---

  /** Resets all streams with CANCEL. The last user of the node's endpoint unregisters its address. */
  public Future<Void> close() {
    context.closeFuture().remove(undeployed);
    Promise<Void> done = context.promise();
    // In a later task: the streams are reported closed first, also if the context is on the event loop of the node.
    end().onComplete((v, cause) -> context.runOnContext(task -> done.complete(v, cause)));
    return done.future();
  }

  /**
   * Its user closes it from now on, also when Vert.x closes. Otherwise it is closed as soon as that begins, if it was
   * created outside verticles.
   */
  public void closedByUser() {
    context.closeFuture().remove(undeployed);
  }

  /** Called when the verticle is undeployed, which may be while its worker is blocked. */
  private void onUndeployed(Completable<Void> completion) {
    end().onComplete(completion);
  }

  private synchronized Future<Void> end() {
    if (closed == null) {
      Promise<Void> ended = Promise.promise();
      closed = ended.future().compose(v -> NodeEndpoints.of(vertx).leave());
      node.loop().runOnContext(v -> {
        BusReset reset = new BusReset(ErrorCode.CANCEL.code(), "the endpoint was closed", BusReset.Cause.CLOSED);
        node.streamsOf(this).forEach(stream -> stream.abort(reset));
        unread.release();
        ended.complete();
      });
    }
    return closed;
  }
}
