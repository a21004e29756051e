package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.BufferFrames;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonFrames;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Another endpoint, as long as there are streams to it. On the context of the endpoint. */
final class BusPeer {
  private final ContextInternal context;
  private final String address;
  private final String token = UUID.randomUUID().toString();
  private final MessageProducer<Object> producer;
  private final BiConsumer<BusPeer, String> lost;
  private final Map<Long, BusStream> streams = new LinkedHashMap<>();
  private boolean gone;
  /** {@link System#nanoTime} of the first PING that has no answer yet. */
  private long unansweredSince;
  private boolean waiting;

  /** @param lost called once, with the reason, on the context */
  BusPeer(ContextInternal context, String address, BiConsumer<BusPeer, String> lost) {
    this.context = context;
    this.address = address;
    this.producer = context.owner().eventBus().sender(address);
    this.lost = lost;
  }

  String address() {
    return address;
  }

  /** Comes back with the answer to a PING. */
  String token() {
    return token;
  }

  Map<Long, BusStream> streams() {
    return streams;
  }

  void send(BusFrame frame, FrameForm form) {
    if (!gone) {
      Object body = form == FrameForm.BUFFER && frame instanceof BusFrame.OfStream ofStream
        ? BufferFrames.write(ofStream) : JsonFrames.write(frame);
      producer.write(body).onFailure(cause -> context.emit(cause.getMessage(), this::lose));
    }
  }

  /** Asks whether it is there, or finds that it has not been for too long. */
  void ping(String self, int timeout) {
    long now = System.nanoTime();
    if (waiting && now - unansweredSince > timeout * 1_000_000L) {
      lose("no answer to PING within pingTimeout = " + timeout + " ms");
      return;
    }
    if (!waiting) {
      waiting = true;
      unansweredSince = now;
    }
    send(new BusFrame.Ping(self, token, turn().stream().map(BusStream::next).toList()), FrameForm.JSON);
  }

  /** The streams whose turn it is to be named; they go behind the others. */
  private List<BusStream> turn() {
    List<BusStream> turn = streams.values().stream().limit(BusFrame.Ping.MAX_STREAMS).toList();
    if (turn.size() < streams.size()) {
      for (BusStream stream : turn) {
        streams.remove(stream.id());
        streams.put(stream.id(), stream);
      }
    }
    return turn;
  }

  void onPong(List<Long> gone) {
    waiting = false;
    if (!gone.isEmpty()) {
      streams.values().stream().filter(stream -> gone.contains(stream.remoteId())).toList().forEach(BusStream::goneThere);
    }
  }

  private void lose(String reason) {
    if (!gone) {
      gone = true;
      lost.accept(this, reason);
    }
  }
}
