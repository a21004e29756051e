package io.github.vertxnghttp2.service.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * Looks up consumers on an event bus without a cluster, which has no method for that. Vert.x copies the body of a
 * message when it has found a consumer, before it hands the message over. The codec of this message notes that, and
 * throws an exception, so that the consumer does not get the message.
 */
final class LocalProbe implements Shareable, MessageCodec<LocalProbe.Body, LocalProbe.Body> {
  private static final String NAME = "io.github.vertxnghttp2.probe";

  private final Vertx vertx;
  private final DeliveryOptions options = new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);

  /** The body of one message. */
  static final class Body {
    private boolean copied;
  }

  private static final class NotDelivered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotDelivered() {
      super("a look-up of consumers is not delivered", null, false, false);
    }
  }

  private LocalProbe(Vertx vertx) {
    this.vertx = vertx;
    vertx.eventBus().registerCodec(this);
  }

  static LocalProbe of(Vertx vertx) {
    LocalMap<String, LocalProbe> one = vertx.sharedData().getLocalMap(NAME);
    return one.computeIfAbsent("", key -> new LocalProbe(vertx));
  }

  Future<Boolean> isConsumed(String address) {
    Body body = new Body();
    try {
      return vertx.eventBus().<Body>sender(address, options).write(body).transform(done -> Future.succeededFuture(
        body.copied));
    } catch (NotDelivered e) {
      return Future.succeededFuture(body.copied);
    }
  }

  @Override
  public Body transform(Body body) {
    body.copied = true;
    throw new NotDelivered();
  }

  @Override
  public void encodeToWire(Buffer buffer, Body body) {
    throw new UnsupportedOperationException("a look-up stays on its node");
  }

  @Override
  public Body decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("a look-up stays on its node");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1; // the codec is a user's
  }
}
