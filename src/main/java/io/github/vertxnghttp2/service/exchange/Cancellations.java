package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.service.bus.wire.CancelledRequests;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells handlers which of their unary requests no client waits for any more. Each request gets an id that no client
 * can guess. Requests that are cancelled within {@value #INTERVAL} ms share a message, so that clients that send and
 * cancel many requests cause few further messages. Safe for use by any thread.
 */
final class Cancellations {
  /** Milliseconds in which ids are gathered. */
  private static final long INTERVAL = 10;

  private final Vertx vertx;
  private final String prefix = UUID.randomUUID() + "-";
  private final AtomicLong requests = new AtomicLong();
  private Map<String, List<String>> gathered = new HashMap<>();

  Cancellations(Vertx vertx) {
    this.vertx = vertx;
  }

  /** An id for a request. */
  String nextId() {
    return prefix + Long.toString(requests.incrementAndGet(), Character.MAX_RADIX);
  }

  /** @param address that the request was sent to */
  synchronized void cancel(String address, String id) {
    if (gathered.isEmpty()) {
      vertx.setTimer(INTERVAL, timer -> publish());
    }
    List<String> ids = gathered.computeIfAbsent(address, key -> new ArrayList<>());
    ids.add(id);
    if (ids.size() == CancelledRequests.MAX_IDS) {
      publish(address, ids);
      ids.clear();
    }
  }

  private synchronized void publish() {
    gathered.forEach(this::publish);
    gathered = new HashMap<>();
  }

  private void publish(String address, List<String> ids) {
    if (!ids.isEmpty()) {
      vertx.eventBus().publish(CancelledRequests.address(address), CancelledRequests.message(List.copyOf(ids)));
    }
  }
}
