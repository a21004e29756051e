package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusFrameBytes;
import io.github.vertxnghttp2.service.bus.wire.BusFrameJson;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.cluster.ClusterMembers;
import io.github.vertxnghttp2.service.cluster.NodeProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * The private address of this node, at which the frames of all its streams arrive. It has one consumer, which is never
 * paused. It lives on an event loop, so that it responds to PING while a handler blocks its worker. Its streams pass
 * their events on to the contexts of their users. Methods are called on the event loop, unless they say otherwise.
 */
final class NodeEndpoint {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());
  /** Milliseconds between comparisons of the nodes in the cluster, which the cluster manager lists without I/O. */
  private static final long MEMBERS_INTERVAL = 250;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ContextInternal loop;
  private final String address;
  private final CreditBudget budget = new CreditBudget(Long.MAX_VALUE);
  private final Map<Long, WireStream> streams = new ConcurrentHashMap<>();
  private final Map<String, BusPeer> peers = new HashMap<>();
  private final Map<String, BusPeer> tokens = new HashMap<>();
  private final Promise<Void> ready = Promise.promise();
  /** {@code null} without a cluster. */
  private final ClusterMembers members;
  /** {@code null} without a cluster. */
  private final NodeProbe probe;
  private long membersTimer = -1;
  private MessageConsumer<Object> consumer;

  /** From any thread. */
  NodeEndpoint(VertxInternal vertx) {
    loop = vertx.createEventLoopContext();
    ClusterManager cluster = vertx.clusterManager();
    String nodeId = cluster == null ? null : cluster.getNodeId();
    address = EndpointAddress.create(nodeId);
    members = cluster == null ? null : new ClusterMembers(nodeId, cluster::getNodes);
    probe = cluster == null ? null : NodeProbe.of(vertx);
    loop.runOnContext(v -> {
      consumer = vertx.eventBus().consumer(address, this::onMessage);
      consumer.completion().onComplete(ready);
    });
  }

  /** Completes when all nodes can send to the address. From any thread. */
  Future<Void> ready() {
    return ready.future();
  }

  /** The private address. From any thread. */
  String address() {
    return address;
  }

  /** The event loop. From any thread. */
  ContextInternal loop() {
    return loop;
  }

  /** The credit that the streams of this node share. From any thread. */
  CreditBudget budget() {
    return budget;
  }

  /** Unregisters the address. From any thread. */
  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    loop.runOnContext(v -> consumer.unregister().onComplete(closed));
    return closed.future();
  }

  /** Whether all streams are closed, all peers are forgotten, and no timer runs; for tests. */
  boolean isAtRest() {
    return streams.isEmpty() && peers.isEmpty() && tokens.isEmpty() && membersTimer < 0;
  }

  // --- streams ---

  /**
   * Adds a stream. From any thread: frames of the stream that arrive from now on find it.
   *
   * @param create makes the stream from its number
   */
  WireStream add(LongFunction<WireStream> create) {
    long id;
    do {
      id = RANDOM.nextLong() & JsonReader.MAX_NUMBER; // random, since others may learn the address
    } while (id == 0 || streams.containsKey(id));
    WireStream stream = create.apply(id);
    streams.put(id, stream);
    return stream;
  }

  /** The streams of one user. */
  List<WireStream> streamsOf(BusEndpoint user) {
    return streams.values().stream().filter(stream -> stream.user() == user).toList();
  }

  void onStreamClosed(WireStream stream) {
    streams.remove(stream.id());
    BusPeer peer = stream.peer();
    if (peer != null) {
      peer.remove(stream);
      dropIfIdle(peer);
    }
  }

  // --- peers ---

  /** The peer at an address. It is dropped when its last stream has ended. */
  BusPeer peer(String address) {
    return peers.computeIfAbsent(address, key -> {
      BusPeer peer = new BusPeer(loop, this.address, key, this::onQuiet, this::onLost);
      tokens.put(peer.token(), peer);
      if (probe != null && peer.nodeId() != null) {
        probe.learn(peer.nodeId());
      }
      watchMembers();
      return peer;
    });
  }

  private void watchMembers() {
    if (members != null) {
      members.update(); // now: a node that leaves before the timer expires has been in the list
      if (membersTimer < 0) {
        membersTimer = loop.setPeriodic(MEMBERS_INTERVAL, id -> endStreamsToNodesThatLeft());
      }
    }
  }

  private void endStreamsToNodesThatLeft() {
    members.update();
    for (BusPeer peer : List.copyOf(peers.values())) {
      if (peer.nodeId() != null && members.hasLeft(peer.nodeId())) {
        peer.lose("its node " + peer.nodeId() + " has left the cluster");
      }
    }
  }

  /** PONG is late. */
  private void onQuiet(BusPeer peer) {
    if (probe != null && peer.nodeId() != null) {
      Promise<Boolean> refused = loop.promise();
      probe.isRefused(peer.nodeId()).onComplete(refused);
      refused.future().onSuccess(isRefused -> {
        if (isRefused) {
          peer.lose("the event bus of its node " + peer.nodeId() + " refuses connections");
        }
      });
    }
  }

  /** Sends a frame to an endpoint without a stream to it. */
  void sendOnce(String address, BusFrame frame, FrameForm form) {
    new BusPeer(loop, this.address, address, peer -> { }, (peer, reason) -> { }).send(frame, form);
  }

  private void dropIfIdle(BusPeer peer) {
    if (peer.isIdle()) {
      drop(peer);
    }
  }

  private void drop(BusPeer peer) {
    if (peers.remove(peer.address(), peer)) {
      tokens.remove(peer.token());
      peer.stop();
      if (peers.isEmpty() && membersTimer >= 0) {
        loop.owner().cancelTimer(membersTimer);
        membersTimer = -1;
      }
    }
  }

  private void onLost(BusPeer peer, String reason) {
    drop(peer); // first: a stream that is opened from now on gets a new peer
    List<WireStream> lost = peer.streams();
    LOG.log(System.Logger.Level.WARNING, "{1} is gone ({2}): {0} streams over the event bus to it have ended",
      lost.size(), peer.address(), reason);
    BusReset reset = BusReset.lost(reason);
    lost.forEach(stream -> stream.lose(reset));
  }

  // --- receiving ---

  private void onMessage(Message<Object> message) {
    try {
      receive(decode(message.body()), message);
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", address, e.getMessage());
      WireStream stream = streams.get(streamOf(message.body()));
      if (stream != null) {
        stream.abort(BusReset.violation(ErrorCode.PROTOCOL_ERROR, e.getMessage()));
      }
      refuse(message, MalformedMessageException.CODE, e.getMessage());
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
      WireStream stream = streams.get(ofStream.stream());
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
      WireStream stream = streams.get(next.stream());
      if (stream == null) {
        gone.add(next.stream());
      } else {
        stream.expect(next.seq());
      }
    }
    loop.owner().eventBus().send(ping.address(), BusFrameJson.write(new BusFrame.Pong(ping.token(), gone)));
  }

  private static void refuse(Message<Object> message, int code, String text) {
    if (message.replyAddress() != null) {
      message.fail(code, text);
    }
  }
}
