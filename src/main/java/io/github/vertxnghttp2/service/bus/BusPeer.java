package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusFrameBytes;
import io.github.vertxnghttp2.service.bus.wire.BusFrameJson;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Another endpoint that this one has streams to. All methods are called on the event loop of this one. */
final class BusPeer {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());
  private static final int NEVER = Integer.MAX_VALUE;
  /** Milliseconds after a PING in which PONG arrives, unless the peer is busy or lost. */
  private static final long QUIET = 200;
  /**
   * Nanoseconds for which the first message is tried again while there seems to be no consumer: the look-up of an
   * address on a node that has just joined may find nothing, for example while Hazelcast migrates partitions.
   */
  private static final long FIRST_CONTACT = TimeUnit.SECONDS.toNanos(5);
  /** Milliseconds between these tries. */
  private static final long NEXT_TRY = 50;

  private final ContextInternal loop;
  private final String self;
  private final String address;
  private final String nodeId;
  private final String token = UUID.randomUUID().toString();
  private final MessageProducer<Object> producer;
  private final Consumer<BusPeer> quiet;
  private final BiConsumer<BusPeer, String> lost;
  private final Map<Long, WireStream> streams = new LinkedHashMap<>();
  /** Messages until the first of them was sent; {@code null} afterwards, and if no look-up in a cluster is needed. */
  private Queue<Object> first;
  private boolean gone;
  /** Milliseconds between PINGs: the shortest interval of the streams so far. */
  private int interval = NEVER;
  private long timer = -1;
  /** {@link System#nanoTime} of the first PING without PONG; valid while {@code waiting}. */
  private long waitingSince;
  private boolean waiting;

  /**
   * @param self the address of this endpoint, for PING
   * @param quiet called when PONG is late, which may have many reasons
   * @param lost called with the reason when messages to the peer fail; once
   */
  BusPeer(ContextInternal loop, String self, String address, Consumer<BusPeer> quiet,
          BiConsumer<BusPeer, String> lost) {
    this.loop = loop;
    this.self = self;
    this.address = address;
    this.nodeId = EndpointAddress.nodeId(address);
    this.first = nodeId == null ? null : new ArrayDeque<>();
    this.producer = loop.owner().eventBus().sender(address);
    this.quiet = quiet;
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
      if (first == null) {
        write(body);
      } else {
        first.add(body);
        if (first.size() == 1) {
          contact(System.nanoTime());
        }
      }
    }
  }

  private void write(Object body) {
    producer.write(body).onFailure(cause -> loop.emit(cause.getMessage(), this::lose));
  }

  /** Sends the first message, and then those that wait for it. */
  private void contact(long begun) {
    producer.write(first.peek()).onComplete(sent -> loop.emit(v -> onContact()),
      cause -> loop.emit(v -> onNoContact(cause, begun)));
  }

  private void onContact() {
    if (!gone) {
      first.remove();
      Queue<Object> others = first;
      first = null;
      others.forEach(this::write);
    }
  }

  private void onNoContact(Throwable cause, long begun) {
    if (gone) {
      return;
    }
    boolean isEarly = cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.NO_HANDLERS;
    if (isEarly && System.nanoTime() - begun < FIRST_CONTACT) {
      loop.setTimer(NEXT_TRY, id -> {
        if (!gone) {
          contact(begun);
        }
      });
    } else {
      lose(cause.getMessage());
    }
  }

  /** Sends PING, and ends the streams whose {@code pingTimeout} is over since the first PING without PONG. */
  void ping() {
    long now = System.nanoTime();
    if (waiting) {
      endStreamsWithoutPong((now - waitingSince) / 1_000_000);
      quiet.accept(this);
    } else {
      waiting = true;
      waitingSince = now;
      loop.setTimer(QUIET, id -> {
        if (waiting && waitingSince == now && !gone) {
          quiet.accept(this);
        }
      });
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
