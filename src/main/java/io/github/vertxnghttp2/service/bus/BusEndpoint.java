package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusFrameBytes;
import io.github.vertxnghttp2.service.bus.wire.BusFrameJson;
import io.github.vertxnghttp2.service.bus.wire.BusOpening;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
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
 * One end of many streams over the bus: a private address with one consumer, which is never paused, and which
 * dispatches frames by stream. Bound to the context that it was created on; its methods are called there.
 */
public final class BusEndpoint {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());
  /** Milliseconds after the timeout in which ACCEPT still gets a RESET, so that the peer does not wait for frames. */
  private static final long LATE = 30_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final EndpointSettings settings;
  private final String address;
  private final Map<Long, BusStream> streams = new HashMap<>();
  private final Map<String, BusPeer> peers = new HashMap<>();
  private final Map<String, BusPeer> tokens = new HashMap<>();
  private MessageConsumer<Object> consumer;
  private long pinger = -1;
  private final Runnable streamClosed;
  private boolean closed;

  private BusEndpoint(VertxInternal vertx, EndpointSettings settings, Runnable streamClosed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext().unwrap();
    this.settings = settings;
    this.streamClosed = streamClosed;
    address = EndpointAddress.create(vertx.isClustered() ? vertx.clusterManager().getNodeId() : null);
  }

  /**
   * An endpoint on the context of the caller.
   *
   * @param streamClosed called after each stream that has ended
   * @return completes when all nodes can send to the address
   */
  public static Future<BusEndpoint> create(Vertx vertx, EndpointSettings settings, Runnable streamClosed) {
    BusEndpoint endpoint = new BusEndpoint((VertxInternal) vertx, settings, streamClosed);
    endpoint.consumer = vertx.eventBus().consumer(endpoint.address, VirtualThreads.consumer(endpoint.context,
      endpoint::onMessage));
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

  /** Whether all streams are closed, all peers are forgotten, and no timer runs; for tests. */
  boolean isAtRest() {
    return streams.isEmpty() && peers.isEmpty() && tokens.isEmpty() && pinger < 0;
  }

  // --- opening ---

  /**
   * Opens a stream: sends OPEN to a service.
   *
   * @param opening the head of the request, to which this adds the keys of OPEN
   * @param options with the milliseconds for the peer to accept as their send timeout
   * @param wrap makes the body of the message from the JSON of OPEN
   * @return the stream; {@link BusStreamListener#onAccepted} is called when frames can be sent
   */
  public BusStream open(String service, JsonObject opening, boolean end, FrameForm form, DeliveryOptions options,
                        Function<JsonObject, Object> wrap, BusStreamListener listener, NotAcceptedHandler notAccepted) {
    BusStream stream = stream(form, true);
    stream.listener(listener);
    long timeout = options.getSendTimeout();
    DeliveryOptions longer = new DeliveryOptions(options).setSendTimeout(timeout + LATE);
    new BusOpening(address, stream.id(), stream.granted()).into(opening, "OPEN").put("form", form.jsonName()).put("end",
      end);
    if (end) {
      stream.localEnded();
    }
    long timer = vertx.setTimer(timeout, id -> {
      if (!stream.isGone()) {
        stream.reset(ErrorCode.CANCEL.code(), "not accepted within " + timeout + " ms");
        notAccepted.onTimeout(timeout);
      }
    });
    Object message = wrap.apply(opening);
    Supplier<Future<Message<Object>>> request = () -> vertx.eventBus().request(service, message, longer);
    request.get()
      .recover(cause -> DiscardedMessageFailure.is(cause) && !stream.isGone() ? request.get()
        : Future.failedFuture(cause))
      .onComplete(reply -> {
        vertx.cancelTimer(timer);
        if (reply.succeeded()) {
          onReply(stream, reply.result(), listener, notAccepted);
        } else if (!stream.isGone()) {
          stream.reset(ErrorCode.CANCEL.code(), "refused");
          notAccepted.onFailure(reply.cause());
        }
      });
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
      stream.connect(peer(accepted.address()), accepted.stream(), accepted.credit());
      listener.onAccepted();
    }
  }

  /** Sends RESET for a stream that the peer has accepted, but this side has given up. */
  private void resetAtPeer(BusStream stream, BusOpening accepted, ErrorCode code, String reason) {
    new BusPeer(context, accepted.address(), (peer, cause) -> { })
      .send(new BusFrame.Reset(accepted.stream(), 0, code.code(), reason), stream.form());
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
    boolean end = opening.flag("end");
    BusStream stream = stream(form, false);
    if (end) {
      stream.remoteEnded();
    }
    stream.connect(peer(open.address()), open.stream(), open.credit());
    BusStreamListener made;
    try {
      made = listener.apply(stream);
    } catch (RuntimeException e) {
      stream.forget();
      throw e;
    }
    stream.listener(made);
    reply.accept(new BusOpening(address, stream.id(), stream.granted()).into(new JsonObject(), "ACCEPT"));
    if (stream.isGone()) { // the handler has reset it before there was a listener
      made.onClosed();
    }
    return stream;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Whether maxStreams streams are open, or the endpoint is closed. */
  public boolean isFull() {
    return closed || streams.size() >= settings.maxStreams();
  }

  private BusStream stream(FrameForm form, boolean opener) {
    if (closed) {
      throw new IllegalStateException("the endpoint is closed");
    }
    long id;
    do {
      id = RANDOM.nextLong() & JsonReader.MAX_NUMBER; // random, since others may learn the address
    } while (id == 0 || streams.containsKey(id));
    BusStream stream = new BusStream(id, form, settings, opener, this::onStreamClosed);
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
        pinger = context.setPeriodic(settings.pingInterval(), id -> ping());
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
      peer.ping(address, settings.pingTimeout());
    }
  }

  private void onLost(BusPeer peer, String reason) {
    BusReset reset = new BusReset(ErrorCode.CONNECT_ERROR.code(), "the other side is gone: " + reason,
      BusReset.Cause.LOST);
    List<BusStream> lost = new ArrayList<>(peer.streams().values());
    LOG.log(System.Logger.Level.WARNING, "{1} is gone ({2}): {0} streams over the event bus to it have ended",
      lost.size(), peer.address(), reason);
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
      // the listener threw: it may have missed a part of the frame
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

  /** The stream of a malformed frame; 0 if the frame does not name one. */
  private static long streamOf(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.length() < BusFrameBytes.HEAD_SIZE ? 0 : BusFrameBytes.stream(buffer);
    }
    Object stream = body instanceof JsonObject json ? json.getValue("stream") : null;
    return stream instanceof Integer || stream instanceof Long ? ((Number) stream).longValue() : 0;
  }

  private static BusFrame decode(Object body) {
    if (body instanceof Buffer buffer) {
      return BusFrameBytes.read(buffer);
    } else if (body instanceof JsonObject json) {
      return BusFrameJson.read(json);
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
        refuse(message, 404, "there is no stream " + ofStream.stream() + " here, or it has ended");
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
    vertx.eventBus().send(ping.address(), BusFrameJson.write(new BusFrame.Pong(ping.token(), gone)));
  }

  private static void refuse(Message<Object> message, int code, String text) {
    if (message.replyAddress() != null) {
      message.fail(code, text);
    }
  }

  // --- the end ---

  /** Resets all streams with CANCEL, and unregisters the address. */
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
