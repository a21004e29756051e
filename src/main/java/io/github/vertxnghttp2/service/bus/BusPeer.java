package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusFrameBytes;
import io.github.vertxnghttp2.service.bus.wire.BusFrameJson;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Another endpoint that this one has streams to. All methods are called on the event loop of this one. */
final class BusPeer {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());
  private static final int NEVER = Integer.MAX_VALUE;

  private final ContextInternal loop;
  private final String self;
  private final String address;
  private final String nodeId;
  private final String token = UUID.randomUUID().toString();
  private final MessageProducer<Object> producer;
  private final BiConsumer<BusPeer, String> lost;
  private final Map<Long, WireStream> streams = new LinkedHashMap<>();
  private boolean gone;
  /** Milliseconds between PINGs: the shortest interval of the streams so far. */
  private int interval = NEVER;
  private long timer = -1;
  /** {@link System#nanoTime} of the first PING without PONG; valid while {@code waiting}. */
  private long waitingSince;
  private boolean waiting;

  /**
   * @param self the address of this endpoint, for PING
   * @param lost called with the reason when messages to the peer fail; once
   */
  BusPeer(ContextInternal loop, String self, String address, BiConsumer<BusPeer, String> lost) {
    this.loop = loop;
    this.self = self;
    this.address = address;
    this.nodeId = EndpointAddress.nodeId(address);
    this.producer = loop.owner().eventBus().sender(address);
    this.lost = lost;
  }

  String address() {
    return address;
  }

  /** The id of the peer's node in the cluster; {@code null} without a cluster, and behind a bridge. */
  String nodeId() {
    return nodeId;
  }

  /** The token in PING, which PONG brings back. */
  String token() {
    return token;
  }

  /** The open streams, in a list of its own. */
  List<WireStream> streams() {
    return List.copyOf(streams.values());
  }

  boolean isIdle() {
    return streams.isEmpty();
  }

  void add(WireStream stream) {
    streams.put(stream.id(), stream);
    if (stream.settings().pingInterval() < interval) {
      stop();
      interval = stream.settings().pingInterval();
      timer = loop.setPeriodic(interval, id -> ping());
    }
  }

  void remove(WireStream stream) {
    streams.remove(stream.id());
  }

  /** Sends no further PING. */
  void stop() {
    if (timer >= 0) {
      loop.owner().cancelTimer(timer);
      timer = -1;
    }
  }

  void send(BusFrame frame, FrameForm form) {
    if (!gone) {
      Object body = form == FrameForm.BUFFER && frame instanceof BusFrame.OfStream ofStream
        ? BusFrameBytes.write(ofStream) : BusFrameJson.write(frame);
      producer.write(body).onFailure(cause -> loop.emit(cause.getMessage(), this::lose));
    }
  }

  /** Sends PING, and ends the streams whose {@code pingTimeout} is over since the first PING without PONG. */
  void ping() {
    long now = System.nanoTime();
    if (waiting) {
      endStreamsWithoutPong((now - waitingSince) / 1_000_000);
    } else {
      waiting = true;
      waitingSince = now;
    }
    if (!streams.isEmpty()) {
      send(new BusFrame.Ping(self, token, nextStreams().stream().map(WireStream::next).toList()), FrameForm.JSON);
    }
  }

  private void endStreamsWithoutPong(long waited) {
    List<WireStream> late = streams.values().stream().filter(stream -> waited >= stream.settings().pingTimeout())
      .toList();
    if (!late.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, "{1} has sent no PONG for {2} ms: {0} streams over the event bus to it end",
        late.size(), address, waited);
    }
    late.forEach(stream -> stream.lose(BusReset.lost("no PONG within pingTimeout = " + stream.settings().pingTimeout()
      + " ms")));
  }

  /**
   * The streams that the next PING names. If one PING cannot name all streams, they move to the end, so that later
   * PINGs name the others.
   */
  private List<WireStream> nextStreams() {
    List<WireStream> next = streams.values().stream().limit(BusFrame.Ping.MAX_STREAMS).toList();
    if (next.size() < streams.size()) {
      for (WireStream stream : next) {
        streams.remove(stream.id());
        streams.put(stream.id(), stream);
      }
    }
    return next;
  }

  void onPong(List<Long> gone) {
    waiting = false;
    if (!gone.isEmpty()) {
      streams.values().stream().filter(stream -> gone.contains(stream.remoteId())).toList()
        .forEach(WireStream::onUnknownToPeer);
    }
  }

  /** Ends all streams to the peer. */
  void lose(String reason) {
    if (!gone) {
      gone = true;
      lost.accept(this, reason);
    }
  }
}
