package examples;

import io.github.vertxnghttp2.rxjava3.service.RequestConsumer;
import io.github.vertxnghttp2.rxjava3.service.RoutedRequest;
import io.github.vertxnghttp2.rxjava3.service.RoutedResponse;
import io.github.vertxnghttp2.rxjava3.service.Routes;
import io.github.vertxnghttp2.service.RouteForm;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.rxjava3.core.AbstractVerticle;
import io.vertx.rxjava3.core.eventbus.EventBus;
import io.vertx.rxjava3.core.eventbus.Message;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Adds three routes, and handles their requests: a JSON message, a Buffer, and a stream. */
public final class RxHandler extends AbstractVerticle {
  private RequestConsumer streams;

  @Override
  public Completable rxStart() {
    // tag::consume[]
    EventBus bus = vertx.eventBus();
    streams = RequestConsumer.create(vertx, "rxjava.shouted", request -> shout(request).subscribe());
    Completable consuming = Completable.mergeArray(
      bus.<JsonObject>consumer("rxjava.greeting", RxHandler::greet).rxCompletion(),
      bus.<Buffer>consumer("rxjava.reversed", RxHandler::reverse).rxCompletion(),
      streams.rxListen().ignoreElement());
    // end::consume[]
    // tag::routes[]
    Routes routes = Routes.of(vertx);
    return consuming.andThen(Flowable.just(
      new RouteOptions().setMethod("GET").setPath("/greeting/:name").setAddress("rxjava.greeting").setForm(
        RouteForm.JSON),
      new RouteOptions().setMethod("POST").setPath("/reversed").setAddress("rxjava.reversed"),
      new RouteOptions().setMethod("POST").setPath("/shouted").setAddress("rxjava.shouted").setMode(RouteMode.STREAM))
      .concatMapSingle(routes::rxAdd).ignoreElements());
    // end::routes[]
  }

  @Override
  public Completable rxStop() {
    return streams.rxClose();
  }

  // tag::json[]
  private static void greet(Message<JsonObject> message) {
    String name = message.body().getJsonObject("params").getString("name");
    if (name.equals("nobody")) {
      message.fail(404, "there is nobody to greet");
    } else if (!name.equals("Godot")) { // without a reply the client waits for the timeout
      message.reply(new JsonObject().put("json", new JsonObject().put("greeting", "Hello, " + name + ", from RxJava")));
    }
  }
  // end::json[]

  // tag::buffer[]
  private static void reverse(Message<Buffer> message) {
    String type = message.headers().get("content-type");
    Buffer reversed = Buffer.buffer();
    for (int i = message.body().length() - 1; i >= 0; i--) {
      reversed.appendByte(message.body().getByte(i));
    }
    message.reply(reversed, new DeliveryOptions().addHeader("content-type", type == null ? "application/octet-stream"
      : type));
  }
  // end::buffer[]

  // tag::stream[]
  private static Completable shout(RoutedRequest request) {
    RoutedResponse response = request.response();
    AtomicLong bytes = new AtomicLong();
    return response.rxSend(request.toFlowable()
      .doOnNext(chunk -> bytes.addAndGet(chunk.length()))
      .map(chunk -> Buffer.buffer(chunk.toString().toUpperCase(Locale.ROOT)))
      .doOnComplete(() -> response.putTrailer("x-bytes", bytes.toString())))
      .onErrorComplete(); // the client is gone
  }
  // end::stream[]
}
