package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.ConsumerUnregistration;
import io.github.vertxnghttp2.service.bus.EndpointSettings;
import io.github.vertxnghttp2.service.client.ClientInstance;
import io.github.vertxnghttp2.service.client.ClientInstances;
import io.github.vertxnghttp2.service.client.ClientServiceHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * The verticle {@code nghttp2:client}: the client service. It receives requests on the event bus, and sends them over
 * HTTP/2. Its config is {@link ClientVerticleOptions} as JSON. Callers send messages in JSON or with Buffers to its
 * address, or use an {@link Http2ClientService} or {@link StreamClient}. Each instance has its own connections on its
 * event loop. The bus distributes requests among the instances in turn.
 */
public final class ClientVerticle extends VerticleBase {
  private ClientInstance instance;
  private ClientInstances instances;
  private ConsumerUnregistration unregistration;

  /** Creates the verticle. Deploy it by the name {@code nghttp2:client}, or as an instance. */
  public ClientVerticle() {
  }

  /** Fails with an IllegalArgumentException that names the path of a wrong value in the config. */
  @Override
  public Future<?> start() {
    ClientVerticleOptions options = new ClientVerticleOptions(config());
    return BusEndpoint.create(vertx, EndpointSettings.of(options.getStreams()), () -> { }).compose(endpoint -> {
      instance = new ClientInstance(vertx, context, options, endpoint);
      instances = ClientInstances.at(vertx, options.getAddress());
      instances.add(instance);
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(options.getAddress(),
        new ClientServiceHandler(instance, instances));
      unregistration = new ConsumerUnregistration((VertxInternal) vertx, (ContextInternal) context, consumer);
      return consumer.completion();
    }).onSuccess(registered -> unregistration.registered());
  }

  /**
   * Stops taking requests, lets those in flight finish within the grace period of the options, and closes the
   * connections.
   */
  @Override
  public Future<?> stop() {
    return unregistration.unregister().eventually(() -> {
      instances.remove(instance);
      return instance.close();
    });
  }
}
