package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.ConsumerUnregistration;
import io.github.vertxnghttp2.service.bus.EndpointSettings;
import io.github.vertxnghttp2.service.bus.NodeShutdown;
import io.github.vertxnghttp2.service.bus.VirtualThreads;
import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

public final class RequestConsumerImpl implements RequestConsumer {
  private static final System.Logger LOG = System.getLogger(RequestConsumer.class.getName());

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final String address;
  private final StreamOptions options;
  private final Handler<RoutedRequest> handler;
  private List<MessageConsumer<Object>> consumers;
  private List<ConsumerUnregistration> unregistrations;
  private Future<RequestConsumer> listening;
  private BusEndpoint endpoint;
  private final Set<HandledMessage> messages = new HashSet<>();
  private final Set<HandledStream> streams = new HashSet<>();
  private volatile long gracePeriod = DEFAULT_GRACE_PERIOD;
  private final Supplier<Future<?>> closing = () -> close(gracePeriod);
  private Promise<Void> idle;

  public RequestConsumerImpl(Vertx vertx, String address, StreamOptions options, Handler<RoutedRequest> handler) {
    this.vertx = (VertxInternal) vertx;
    this.context = this.vertx.getOrCreateContext().unwrap(); // not the duplicated context of one request
    this.address = Objects.requireNonNull(address, "address");
    this.options = new StreamOptions(options);
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  @Override
  public RequestConsumer shutdownGracePeriod(long milliseconds) {
    if (milliseconds < 0) {
      throw new IllegalArgumentException("shutdownGracePeriod is " + milliseconds + "; it must be at least 0");
    }
    gracePeriod = milliseconds;
    return this;
  }

  @Override
  public Future<RequestConsumer> listen() {
    return onContext(() -> {
      if (listening != null) {
        throw new IllegalStateException("the consumer of " + address + " is listening already");
      }
      consumers = addresses().map(each -> vertx.eventBus().<Object>consumer(each)).toList();
      unregistrations = consumers.stream().map(each -> new ConsumerUnregistration(vertx, context, each)).toList();
      Promise<Void> watched = context.promise();
      UndeployedConsumers.of(vertx).add(vertx, context.deploymentID(), closing).<Void>mapEmpty().onComplete(watched);
      listening = watched.future()
        .compose(v -> BusEndpoint.create(vertx, EndpointSettings.of(options), this::checkIdle))
        .compose(created -> {
          endpoint = created;
          if (!context.isDeployment()) {
            endpoint.closedByUser();
          }
          consumers.forEach(each -> each.handler(VirtualThreads.consumer(context, this::onMessage)));
          return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
        })
        .map(registered -> {
          unregistrations.forEach(ConsumerUnregistration::registered);
          NodeShutdown.of(vertx).addConsumer(this, closing);
          return this;
        });
      return listening;
    });
  }

  /** The address of the routes, and in a cluster the one where a server chooses this node. */
  private Stream<String> addresses() {
    return vertx.isClustered() ? Stream.of(HandlerAddress.of(vertx.clusterManager().getNodeId(), address), address)
      : Stream.of(address);
  }

  private <T> Future<T> onContext(Supplier<Future<T>> task) {
    ContextInternal caller = vertx.getContext();
    Promise<T> promise = (caller != null ? caller : context).promise();
    context.runOnContext(v -> {
      try {
        task.get().onComplete(promise);
      } catch (RuntimeException e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }

  private void onMessage(Message<Object> message) {
    ContextInternal duplicate = vertx.getOrCreateContext();
    try {
      if (message.body() instanceof Buffer body) {
        handle(HandledMessage.read(message, body, duplicate, this::messageDone));
      } else if (!(message.body() instanceof JsonObject json)) {
        throw new MalformedMessageException("a request must be a JSON object or a Buffer, not "
          + (message.body() == null ? "nothing" : "a " + message.body().getClass().getSimpleName()));
      } else if ("OPEN".equals(json.getValue("type"))) {
        open(message, json, duplicate);
      } else {
        handle(HandledMessage.read(message, json, duplicate, this::messageDone));
      }
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", address, e.getMessage());
      message.fail(MalformedMessageException.CODE, e.getMessage());
    }
  }

  private void handle(HandledMessage message) {
    messages.add(message);
    try {
      handler.handle(message.request());
    } catch (Throwable t) {
      context.reportException(t);
      message.onHandlerFailure(t);
    }
  }

  private void messageDone(HandledMessage message) {
    messages.remove(message);
    checkIdle();
  }

  private void open(Message<Object> message, JsonObject json, ContextInternal duplicate) {
    if (message.replyAddress() == null) {
      throw new MalformedMessageException("OPEN has no reply address; send it as a request");
    }
    if (endpoint.isFull()) {
      message.fail(503, "no further stream at " + address + ": maxStreams = " + options.getMaxStreams() + " are open");
      return;
    }
    RequestHead head = RequestHead.read(json);
    HandledStream[] accepted = {null};
    endpoint.accept(new JsonReader(json, ""), stream -> {
      accepted[0] = new HandledStream(head, stream, duplicate, options.getMaxBodySize(), streams::remove);
      streams.add(accepted[0]);
      return accepted[0];
    }, message::reply);
    try {
      handler.handle(accepted[0].request());
    } catch (Throwable t) {
      context.reportException(t);
      accepted[0].onHandlerFailure();
    }
  }

  @Override
  public int openStreams() {
    return endpoint == null ? 0 : endpoint.openStreams();
  }

  @Override
  public Future<Void> close(long gracePeriod) {
    return onContext(() -> listening == null ? context.succeededFuture()
      : listening.transform(done -> drain(gracePeriod)));
  }

  private Future<Void> drain(long gracePeriod) {
    if (endpoint == null) {
      return context.succeededFuture();
    }
    if (idle == null) {
      idle = context.promise();
    }
    return Future.join(unregistrations.stream().map(ConsumerUnregistration::unregister).toList())
      .compose(v -> {
        checkIdle();
        long timer = gracePeriod > 0 ? vertx.setTimer(gracePeriod, id -> idle.tryComplete()) : -1;
        if (timer < 0) {
          idle.tryComplete();
        }
        return idle.future().onComplete(done -> vertx.cancelTimer(timer));
      })
      .onComplete(done -> {
        List.copyOf(messages).forEach(HandledMessage::onConsumerClosed);
        List.copyOf(streams).forEach(HandledStream::onConsumerClosed);
      })
      .eventually(endpoint::close)
      .onComplete(done -> {
        UndeployedConsumers.of(vertx).remove(context.deploymentID(), closing);
        NodeShutdown.of(vertx).removeConsumer(this);
      });
  }

  private void checkIdle() {
    if (idle != null && messages.isEmpty() && endpoint.openStreams() == 0) {
      idle.tryComplete();
    }
  }
}
