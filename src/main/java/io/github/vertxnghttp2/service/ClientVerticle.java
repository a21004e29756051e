package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.BusLimits;
import io.github.vertxnghttp2.service.bus.ConsumerUnregistration;
import io.github.vertxnghttp2.service.client.ClientInstance;
import io.github.vertxnghttp2.service.client.ClientInstances;
import io.github.vertxnghttp2.service.client.ClientServiceHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * {@code nghttp2:client}: fetches over HTTP/2 for anybody on the event bus. Configured by {@link ClientVerticleOptions};
 * asked at their address, in JSON, with Buffers, or by an {@link Http2ClientService}. Each instance has connections of its
 * own on its event loop, and the bus hands out requests among them in turn.
 */
public final class ClientVerticle extends VerticleBase {
  private ClientInstance instance;
  private ClientInstances instances;
  private ConsumerUnregistration farewell;

  /** For Vert.x, which sets its config: see {@link ClientVerticleOptions}. */
  public ClientVerticle() {
  }

  /** Fails with an IllegalArgumentException that names the path of what is wrong in the config. */
  @Override
  public Future<?> start() {
    ClientVerticleOptions options = new ClientVerticleOptions(config());
    return BusEndpoint.create(vertx, BusLimits.of(options.getStreams()), () -> { }).compose(endpoint -> {
      instance = new ClientInstance(vertx, context, options, endpoint);
      instances = ClientInstances.at(vertx, options.getAddress());
      instances.add(instance);
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(options.getAddress(), new ClientServiceHandler(instance, instances));
      farewell = new ConsumerUnregistration((VertxInternal) vertx, (ContextInternal) context, consumer);
      return consumer.completion();
    }).onSuccess(registered -> farewell.registered());
  }

  /**
   * Takes nothing new, once other nodes know of it; lets what is in flight finish within the grace period, and closes the
   * connections.
   */
  @Override
  public Future<?> stop() {
    return farewell.unregister().eventually(() -> {
      instances.remove(instance);
      return instance.close();
    });
  }
}
