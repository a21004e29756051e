package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.BusFrameBytes;
import io.github.vertxnghttp2.service.bus.wire.BusFrameJson;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Another endpoint that this one has streams to. All methods are called on the context of this one. */
final class BusPeer {
  private final ContextInternal context;
  private final String address;
  private final String token = UUID.randomUUID().toString();
  private final MessageProducer<Object> producer;
  private final BiConsumer<BusPeer, String> lost;
  private final Map<Long, BusStream> streams = new LinkedHashMap<>();
  private boolean gone;
  /** {@link System#nanoTime} of the first PING without PONG; valid while {@code waiting}. */
  private long waitingSince;
  private boolean waiting;

  /** @param lost called with the reason when the peer is gone; once, on the context */
  BusPeer(ContextInternal context, String address, BiConsumer<BusPeer, String> lost) {
    this.context = context;
    this.address = address;
    this.producer = context.owner().eventBus().sender(address);
    this.lost = lost;
  }

  String address() {
    return address;
  }

  /** The token in PING, which PONG brings back. */
  String token() {
    return token;
  }

  Map<Long, BusStream> streams() {
    return streams;
  }

  void send(BusFrame frame, FrameForm form) {
    if (!gone) {
      Object body = form == FrameForm.BUFFER && frame instanceof BusFrame.OfStream ofStream
        ? BusFrameBytes.write(ofStream) : BusFrameJson.write(frame);
      producer.write(body).onFailure(cause -> context.emit(cause.getMessage(), this::lose));
    }
  }

  /** Sends PING. If an earlier PING has had no PONG for {@code timeout} milliseconds, reports the peer lost instead. */
  void ping(String self, int timeout) {
    long now = System.nanoTime();
    if (waiting && now - waitingSince > timeout * 1_000_000L) {
      lose("no PONG within pingTimeout = " + timeout + " ms");
      return;
    }
    if (!waiting) {
      waiting = true;
      waitingSince = now;
    }
    send(new BusFrame.Ping(self, token, nextStreams().stream().map(BusStream::next).toList()), FrameForm.JSON);
  }

  /**
   * The streams that the next PING names. If one PING cannot name all streams, they move to the end, so that later
   * PINGs name the others.
   */
  private List<BusStream> nextStreams() {
    List<BusStream> next = streams.values().stream().limit(BusFrame.Ping.MAX_STREAMS).toList();
    if (next.size() < streams.size()) {
      for (BusStream stream : next) {
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
        .forEach(BusStream::onUnknownToPeer);
    }
  }

  private void lose(String reason) {
    if (!gone) {
      gone = true;
      lost.accept(this, reason);
    }
  }
}
