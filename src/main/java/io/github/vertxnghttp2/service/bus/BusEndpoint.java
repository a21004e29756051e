package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BufferFrames;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusOpening;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonFrames;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the frames of many streams come in: one private address with one consumer, which is never paused. Bound to the
 * context that it was created on; its methods are called there.
 */
public final class BusEndpoint {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());
  /** A peer that accepts late learns that nobody waits any more. */
  private static final long LATE = 30_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final BusLimits limits;
  private final String address = EndpointAddress.create();
  private final Map<Long, BusStream> streams = new HashMap<>();
  private final Map<String, BusPeer> peers = new HashMap<>();
  private final Map<String, BusPeer> tokens = new HashMap<>();
  private MessageConsumer<Object> consumer;
  private long pinger = -1;
  private final Runnable streamClosed;
  private boolean closed;

  private BusEndpoint(VertxInternal vertx, BusLimits limits, Runnable streamClosed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext().unwrap();
    this.limits = limits;
    this.streamClosed = streamClosed;
  }

  /**
   * An endpoint on the context of the caller.
   *
   * @param streamClosed called after each stream that is gone
   * @return completes when the address can be sent to from anywhere
   */
  public static Future<BusEndpoint> create(Vertx vertx, BusLimits limits, Runnable streamClosed) {
    BusEndpoint endpoint = new BusEndpoint((VertxInternal) vertx, limits, streamClosed);
    endpoint.consumer = vertx.eventBus().consumer(endpoint.address, VirtualThreads.consumer(endpoint.context, endpoint::onMessage));
    return endpoint.consumer.completion().map(endpoint);
  }

  /** The private address. */
  public String address() {
    return address;
  }

  /** How many streams are open. */
  public int openStreams() {
    return streams.size();
  }

  /** Whether nothing is left of the streams that were. */
  boolean isAtRest() {
    return streams.isEmpty() && peers.isEmpty() && tokens.isEmpty() && pinger < 0;
  }

  // --- opening ---

  /**
   * Asks whoever listens at an address to take a stream.
   *
   * @param opening the message, to which this adds the members of OPEN
   * @param wrap what is sent of it
   * @param timeout milliseconds for the peer to accept
   * @return the stream; {@link BusStreamListener#onAccepted} tells that it can be written to
   */
  public BusStream open(String service, JsonObject opening, boolean end, FrameForm form, DeliveryOptions options,
                        Function<JsonObject, Object> wrap, BusStreamListener listener, OpenFailureHandler refusal) {
    BusStream stream = stream(form, true);
    stream.listener(listener);
    long timeout = options.getSendTimeout();
    DeliveryOptions patient = new DeliveryOptions(options).setSendTimeout(timeout + LATE);
    new BusOpening(address, stream.id(), stream.granted()).into(opening, "OPEN").put("form", form.word()).put("end", end);
    if (end) {
      stream.localEnded();
    }
    long timer = vertx.setTimer(timeout, id -> {
      if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "not accepted within " + timeout + " ms");
        refusal.onTimeout(timeout);
      }
    });
    Object message = wrap.apply(opening);
    Supplier<Future<Message<Object>>> asking = () -> vertx.eventBus().request(service, message, patient);
    asking.get()
      .recover(cause -> DiscardedRequest.is(cause) && !stream.isGone() ? asking.get() : Future.failedFuture(cause))
      .onComplete(reply -> {
        vertx.cancelTimer(timer);
        if (reply.succeeded()) {
          onReply(stream, reply.result(), listener, refusal);
        } else if (!stream.isGone()) {
          stream.reset(ErrorCode.CANCEL.code(), "refused");
          refusal.onFailure(reply.cause());
        }
      });
    return stream;
  }

  private void onReply(BusStream stream, Message<Object> reply, BusStreamListener listener, OpenFailureHandler refusal) {
    if (!(reply.body() instanceof JsonObject json) || !"ACCEPT".equals(json.getValue("type"))) {
      if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "answered at once");
        refusal.onReply(reply);
      }
      return;
    }
    BusOpening accepted;
    try {
      accepted = BusOpening.read(new JsonReader(json, ""));
    } catch (MalformedMessageException e) {
      BusOpening named = BusOpening.named(json);
      if (named != null) {
        disown(stream, named, ErrorCode.PROTOCOL_ERROR, e.getMessage());
      }
      if (!stream.isGone()) {
        stream.reset(ErrorCode.PROTOCOL_ERROR.code(), e.getMessage());
        refusal.onFailure(e);
      }
      return;
    }
    if (stream.isGone()) {
      disown(stream, accepted, ErrorCode.CANCEL, "given up before it was accepted");
    } else {
      stream.connect(peer(accepted.address()), accepted.stream(), accepted.credit());
      listener.onAccepted();
    }
  }

  /** Resets at the peer what this side does not take any more. */
  private void disown(BusStream stream, BusOpening accepted, ErrorCode code, String reason) {
    new BusPeer(context, accepted.address(), (peer, cause) -> { })
      .send(new BusFrame.Reset(accepted.stream(), 0, code.code(), reason), stream.form());
  }

  /**
   * Takes a stream that was asked for.
   *
   * @param opening the OPEN
   * @param listener what hears of the stream; if it throws, there is no stream, and the message has not been answered
   * @throws MalformedMessageException if OPEN says nothing of use; the message has not been answered then
   */
  public BusStream accept(JsonReader opening, Function<BusStream, BusStreamListener> listener,
                          Consumer<JsonObject> reply) {
    BusOpening open = BusOpening.read(opening);
    FrameForm form = FrameForm.read(opening);
    boolean end = opening.flag("end");
    BusStream stream = stream(form, false);
    if (end) {
      stream.remoteEnded();
    }
    stream.connect(peer(open.address()), open.stream(), open.credit());
    BusStreamListener hears;
    try {
      hears = listener.apply(stream);
    } catch (RuntimeException e) {
      stream.forget();
      throw e;
    }
    stream.listener(hears);
    reply.accept(new BusOpening(address, stream.id(), stream.granted()).into(new JsonObject(), "ACCEPT"));
    if (stream.isGone()) { // reset when nobody heard it yet
      hears.onClosed();
    }
    return stream;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Whether a further stream would be one too many, or the endpoint is closed. */
  public boolean isFull() {
    return closed || streams.size() >= limits.maxStreams();
  }

  private BusStream stream(FrameForm form, boolean opener) {
    if (closed) {
      throw new IllegalStateException("the endpoint is closed");
    }
    long id;
    do {
      id = RANDOM.nextLong() & JsonReader.MAX_NUMBER; // not to be guessed: others may know the address
    } while (id == 0 || streams.containsKey(id));
    BusStream stream = new BusStream(id, form, limits, opener, this::onStreamClosed);
    streams.put(id, stream);
    return stream;
  }

  private void onStreamClosed(BusStream stream) {
    streams.remove(stream.id());
    BusPeer peer = stream.peer();
    if (peer != null) {
      peer.streams().remove(stream.id());
      dropIfIdle(peer);
    }
    streamClosed.run();
  }

  // --- peers ---

  private BusPeer peer(String address) {
    BusPeer peer = peers.get(address);
    if (peer == null) {
      peer = new BusPeer(context, address, this::onLost);
      peers.put(address, peer);
      tokens.put(peer.token(), peer);
      if (pinger < 0) {
        pinger = context.setPeriodic(limits.pingInterval(), id -> ping());
      }
    }
    return peer;
  }

  private void dropIfIdle(BusPeer peer) {
    if (peer.streams().isEmpty() && peers.remove(peer.address(), peer)) {
      tokens.remove(peer.token());
      if (peers.isEmpty()) {
        vertx.cancelTimer(pinger);
        pinger = -1;
      }
    }
  }

  private void ping() {
    for (BusPeer peer : new ArrayList<>(peers.values())) {
      peer.ping(address, limits.pingTimeout());
    }
  }

  private void onLost(BusPeer peer, String reason) {
    BusReset reset = new BusReset(ErrorCode.CONNECT_ERROR.code(), "the other side is gone: " + reason, BusReset.Cause.LOST);
    List<BusStream> lost = new ArrayList<>(peer.streams().values());
    LOG.log(System.Logger.Level.WARNING, "{0} streams over the event bus end: {1} is gone: {2}", lost.size(), peer.address(), reason);
    for (BusStream stream : lost) {
      stream.lose(reset);
    }
    dropIfIdle(peer);
  }

  // --- receiving ---

  private void onMessage(Message<Object> message) {
    try {
      receive(decode(message.body()), message);
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", address, e.getMessage());
      abort(message, BusReset.violation(ErrorCode.PROTOCOL_ERROR, e.getMessage()));
      refuse(message, MalformedMessageException.CODE, e.getMessage());
    } catch (RuntimeException e) {
      // the listener has not heard all of it
      abort(message, new BusReset(ErrorCode.INTERNAL_ERROR.code(), e.toString(), BusReset.Cause.CLOSED));
      throw e;
    }
  }

  private void abort(Message<Object> message, BusReset reset) {
    BusStream stream = streams.get(streamOf(message.body()));
    if (stream != null) {
      stream.abort(reset);
    }
  }

  /** The stream that a malformed frame speaks of, as far as that can be read. */
  private static long streamOf(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.length() < BufferFrames.HEAD_SIZE ? 0 : BufferFrames.stream(buffer);
    }
    Object stream = body instanceof JsonObject json ? json.getValue("stream") : null;
    return stream instanceof Integer || stream instanceof Long ? ((Number) stream).longValue() : 0;
  }

  private static BusFrame decode(Object body) {
    if (body instanceof Buffer buffer) {
      return BufferFrames.read(buffer);
    } else if (body instanceof JsonObject json) {
      return JsonFrames.read(json);
    }
    throw new MalformedMessageException("a frame is a JSON object or a Buffer, not "
      + (body == null ? "nothing" : "a " + body.getClass().getSimpleName()));
  }

  private void receive(BusFrame frame, Message<Object> message) {
    if (frame instanceof BusFrame.OfStream ofStream) {
      BusStream stream = streams.get(ofStream.stream());
      if (stream != null) {
        stream.receive(ofStream);
      } else {
        refuse(message, 404, "there is no stream " + ofStream.stream() + " here (any more)");
      }
    } else if (frame instanceof BusFrame.Ping ping) {
      onPing(ping);
    } else {
      BusFrame.Pong pong = (BusFrame.Pong) frame;
      BusPeer peer = tokens.get(pong.token());
      if (peer != null) {
        peer.onPong(pong.gone());
      }
    }
  }

  private void onPing(BusFrame.Ping ping) {
    List<Long> gone = new ArrayList<>();
    for (BusFrame.Next next : ping.streams()) {
      BusStream stream = streams.get(next.stream());
      if (stream == null) {
        gone.add(next.stream());
      } else {
        stream.expect(next.seq());
      }
    }
    vertx.eventBus().send(ping.address(), JsonFrames.write(new BusFrame.Pong(ping.token(), gone)));
  }

  private static void refuse(Message<Object> message, int code, String text) {
    if (message.replyAddress() != null) {
      message.fail(code, text);
    }
  }

  // --- the end ---

  /** Resets what is open, and is not there any more. */
  public Future<Void> close() {
    if (closed) {
      return context.succeededFuture();
    }
    closed = true;
    List<BusStream> open = new ArrayList<>(streams.values());
    for (BusStream stream : open) {
      stream.abort(new BusReset(ErrorCode.CANCEL.code(), "the endpoint was closed", BusReset.Cause.CLOSED));
    }
    return consumer.unregister();
  }
}
