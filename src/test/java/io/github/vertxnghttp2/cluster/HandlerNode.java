package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.Routes;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

import java.util.ArrayList;
import java.util.List;

/**
 * A JVM with handlers of requests, whose server is elsewhere. Takes the address of a member of the cluster, and a name.
 */
public final class HandlerNode extends VerticleBase {
  private final String name;
  private final List<RequestConsumer> consumers = new ArrayList<>();
  private final Promise<RoutedRequest> paused = Promise.promise();

  private HandlerNode(String name) {
    this.name = name;
  }

  public static void main(String[] args) {
    run(ClusteredVertx.start(args[0]).map(ClusteredVertx::vertx), args[1]);
  }

  /** Says when it is ready, in a line. */
  static void run(Future<Vertx> node, String name) {
    node.compose(vertx -> vertx.deployVerticle(new HandlerNode(name)))
      .onSuccess(id -> System.out.println("ready " + name))
      .onFailure(cause -> {
        cause.printStackTrace();
        System.exit(1);
      });
  }

  @Override
  public Future<?> start() {
    return Future.all(List.of(
      consume("who", request -> request.response().end(name)),
      consume("who", request -> request.response().end(name)),
      consume("echo", request -> request.pipeTo(request.response())),
      consume("hang", request -> request.response().write("begun")),
      consume("paused", request -> paused.complete(request.pause())),
      consume("brought." + name, request -> request.response().end("brought by " + name)),
      vertx.eventBus().consumer("pause", this::pause).completion(),
      vertx.eventBus().consumer("resume", this::resume).completion(),
      vertx.eventBus().consumer("leave." + name, this::leave).completion()))
      .compose(v -> Routes.of(vertx).add(new RouteOptions().setId("brought." + name).setPath("/brought/" + name)
        .setAddress("brought." + name).setMode(RouteMode.STREAM)));
  }

  private Future<RequestConsumer> consume(String address, Handler<RoutedRequest> handler) {
    RequestConsumer consumer = RequestConsumer.create(vertx, address, handler);
    consumers.add(consumer);
    return consumer.listen();
  }

  /** Replies once the request to pause is here, and paused. */
  private void pause(Message<Object> message) {
    paused.future().onSuccess(request -> message.reply(null));
  }

  private void resume(Message<Object> message) {
    paused.future().onSuccess(request -> {
      long[] bytes = {0};
      request.handler(data -> bytes[0] += data.length()).endHandler(v -> request.response().end(Long.toString(
        bytes[0])));
      request.resume();
      message.reply(null);
    });
  }

  /** As a rolling restart would. */
  private void leave(Message<Object> message) {
    Vertx leaving = vertx;
    Future.all(List.of(Routes.of(vertx).remove("brought." + name),
        Future.join(consumers.stream().map(RequestConsumer::close).toList())))
      .onComplete(done -> {
        message.reply(Buffer.buffer("left"));
        leaving.close().onComplete(closed -> {
          System.out.println("left " + name);
          System.exit(0);
        });
      });
  }
}
