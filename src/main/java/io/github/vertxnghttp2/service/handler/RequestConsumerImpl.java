package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.recording.live.HandledEntry;
import io.github.vertxnghttp2.recording.live.HandledRequests;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.ConsumerUnregistration;
import io.github.vertxnghttp2.service.bus.EndpointSettings;
import io.github.vertxnghttp2.service.bus.VirtualThreads;
import io.github.vertxnghttp2.service.bus.wire.CancelledRequests;
import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.bus.wire.ProtocolVersion;
import io.github.vertxnghttp2.service.closing.NodeShutdown;
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

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  private final HandledRequests handled;
  private List<MessageConsumer<Object>> consumers;
  private List<ConsumerUnregistration> unregistrations;
  /** Of the messages that cancel requests. */
  private List<MessageConsumer<Object>> cancellations;
  private Future<RequestConsumer> listening;
  private BusEndpoint endpoint;
  /** By their ids. A message without an id, or with the id of another one, is its own key. */
  private final Map<Object, HandledMessage> messages = new HashMap<>();
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
    handled = LiveRecordings.of(vertx).handled();
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
      cancellations = addresses().map(each -> vertx.eventBus().<Object>consumer(CancelledRequests.address(each)))
        .toList();
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
          for (int i = 0; i < consumers.size(); i++) {
            consumers.get(i).handler(VirtualThreads.consumer(context, handler(unregistrations.get(i))));
          }
          cancellations.forEach(each -> each.handler(VirtualThreads.consumer(context, this::cancel)));
          return Future.join(Stream.of(cancellations, consumers).flatMap(List::stream).map(MessageConsumer::completion)
            .toList()); // all have ended before any is removed
        })
        .map(registered -> {
          unregistrations.forEach(ConsumerUnregistration::registered);
          NodeShutdown.of(vertx).addConsumer(this, context, closing);
          return (RequestConsumer) this;
        })
        .recover(cause -> abandon().transform(done -> Future.failedFuture(cause)));
      return listening;
    });
  }

  /** Removes what was registered before the rest could not be: otherwise requests would come although listen failed. */
  private Future<?> abandon() {
    UndeployedConsumers.of(vertx).remove(context.deploymentID(), closing);
    return Future.join(Stream.of(consumers, cancellations).flatMap(List::stream).map(MessageConsumer::unregister)
        .toList())
      .onComplete(done -> closeRequests())
      .eventually(() -> endpoint == null ? context.succeededFuture() : endpoint.close());
  }

  private void closeRequests() {
    List.copyOf(messages.values()).forEach(HandledMessage::onConsumerClosed);
    List.copyOf(streams).forEach(HandledStream::onConsumerClosed);
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

  private Handler<Message<Object>> handler(ConsumerUnregistration unregistration) {
    return message -> {
      unregistration.received();
      onMessage(message);
    };
  }

  private void onMessage(Message<Object> message) {
    ContextInternal duplicate = vertx.getOrCreateContext();
    try {
      if (message.body() instanceof Buffer body) {
        handle(HandledMessage.read(message, body, duplicate, this::record, this::messageDone));
      } else if (!(message.body() instanceof JsonObject json)) {
        throw new MalformedMessageException("a request must be a JSON object or a Buffer, not "
          + (message.body() == null ? "nothing" : "a " + message.body().getClass().getSimpleName()));
      } else if ("OPEN".equals(json.getValue("type"))) {
        open(message, json, duplicate);
      } else if ("PROBE".equals(json.getValue("type"))) {
        LOG.log(System.Logger.Level.TRACE, "{0}: a server checks that this node is there", address);
      } else {
        handle(HandledMessage.read(message, json, duplicate, this::record, this::messageDone));
      }
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", address, e.getMessage());
      message.fail(e.code(), e.getMessage());
    }
  }

  private HandledEntry record(RequestHead head, long nanos) {
    return handled.received(head.requestId(), address, nanos);
  }

  private void handle(HandledMessage message) {
    if (message.id() == null || messages.putIfAbsent(message.id(), message) != null) {
      messages.put(message, message);
    }
    try {
      handler.handle(message.request());
    } catch (Throwable t) {
      context.reportException(t);
      message.onHandlerFailure(t);
    }
  }

  private void messageDone(HandledMessage message) {
    if (message.id() == null || !messages.remove(message.id(), message)) {
      messages.remove(message);
    }
    checkIdle();
  }

  /** Clients have gone. Not all of their requests are at this consumer. */
  private void cancel(Message<Object> message) {
    List<String> ids;
    try {
      ids = CancelledRequests.ids(message.body());
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", message.address(), e.getMessage());
      return;
    }
    for (String id : ids) {
      HandledMessage cancelled = messages.get(id);
      if (cancelled != null) {
        cancelled.onCancelled();
      }
    }
  }

  private void open(Message<Object> message, JsonObject json, ContextInternal duplicate) {
    if (message.replyAddress() == null) {
      throw new MalformedMessageException("OPEN has no reply address; send it as a request");
    }
    JsonReader in = new JsonReader(json, "");
    ProtocolVersion.check(in);
    if (endpoint.isFull()) {
      message.fail(503, "no further stream at " + address + ": maxStreams = " + options.getMaxStreams() + " are open");
      return;
    }
    RequestHead head = RequestHead.read(json);
    HandledStream[] accepted = {null};
    endpoint.accept(in, stream -> {
      accepted[0] = new HandledStream(head, stream, duplicate, options.getMaxBodySize(), this::record,
        streams::remove);
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
      : listening.transform(done -> done.succeeded() ? drain(gracePeriod) : context.succeededFuture()));
  }

  private Future<Void> drain(long gracePeriod) {
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
      .onComplete(done -> closeRequests())
      .eventually(() -> Future.join(cancellations.stream().map(MessageConsumer::unregister).toList()))
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
