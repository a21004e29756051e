package examples;

import io.github.vertxnghttp2.rxjava3.service.Http2ClientService;
import io.github.vertxnghttp2.rxjava3.service.StreamClient;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.rxjava3.core.AbstractVerticle;
import io.vertx.rxjava3.core.RxHelper;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Calls an HTTP/2 server through {@code nghttp2:client}, and reports the responses. */
public final class RxCaller extends AbstractVerticle {
  private final String origin;
  private final Consumer<String> tell;

  /** @param tell called with a line for each call */
  public RxCaller(String origin, Consumer<String> tell) {
    this.origin = origin;
    this.tell = tell;
  }

  @Override
  public Completable rxStart() {
    return Single.concatArray(
      greeting("Ada").map(greeting -> "JSON: " + greeting),
      reversed(Buffer.buffer(new byte[]{1, 2, 3})).map(bytes -> "Buffer: " + Arrays.toString(bytes.getBytes())),
      shouted(Buffer.buffer("to be or not to be\n".repeat(1000)), 200).map(came -> "stream: " + came),
      outcome(new ServiceRequest("GET", origin + "/greeting/nobody")).map(outcome -> "failure: " + outcome),
      outcome(new ServiceRequest("GET", "nowhere")).map(outcome -> "failure: " + outcome),
      outcome(new ServiceRequest("GET", "http://127.0.0.1:1/")).map(outcome -> "failure: " + outcome),
      outcome(new ServiceRequest("GET", origin + "/greeting/Godot").setTimeout(100)).map(outcome -> "failure: "
        + outcome))
      .doOnNext(tell::accept).ignoreElements();
  }

  private Single<String> greeting(String name) {
    // tag::json[]
    Http2ClientService client = Http2ClientService.createProxy(vertx, "nghttp2.client");
    return client.rxRequest(new ServiceRequest("GET", origin + "/greeting/" + name))
      .map(response -> response.getStatus() + " " + response.getBody().toJsonObject().getString("greeting"));
    // end::json[]
  }

  private Single<Buffer> reversed(Buffer bytes) {
    // tag::buffer[]
    DeliveryOptions request = new DeliveryOptions().addHeader("action", "request")
      .addHeader(":method", "POST").addHeader(":url", origin + "/reversed")
      .addHeader("content-type", "application/octet-stream");
    return vertx.eventBus().<Buffer>rxRequest("nghttp2.client", bytes, request)
      .filter(response -> "200".equals(response.headers().get(":status")))
      .map(response -> response.body())
      .toSingle();
    // end::buffer[]
  }

  private Single<String> shouted(Buffer chunk, int times) {
    // tag::stream[]
    Scheduler loop = RxHelper.scheduler(vertx.getOrCreateContext());
    return StreamClient.rxCreate(vertx, "nghttp2.client").flatMap(client ->
      client.call(new ServiceRequest("POST", origin + "/shouted"))
        .rxSend(Flowable.just(chunk).repeat(times).observeOn(loop))
        .flatMap(response -> response.toFlowable().map(Buffer::length).collect(Collectors.summingInt(length -> length))
          .map(bytes -> response.status() + ", " + bytes + " bytes came, " + response.trailers().get("x-bytes")
            + " had gone"))
        .doFinally(client::close));
    // end::stream[]
  }

  // tag::failure[]
  private Single<String> outcome(ServiceRequest request) {
    return Http2ClientService.createProxy(vertx, "nghttp2.client").rxRequest(request)
      .map(response -> "none, status " + response.getStatus()) // any status is a response
      .onErrorReturn(failure -> failure instanceof ReplyException reply
        ? "code " + reply.failureCode() + ", " + advice(reply.failureCode()) + ": " + reply.getMessage()
        : failure.toString());
  }

  private static String advice(int code) {
    return switch (code) {
      case 400 -> "correct it";
      case 503 -> "send it again"; // it was not processed
      case 499, 502, 504 -> "send it again if it may be done twice";
      default -> "look into it";
    };
  }
  // end::failure[]
}
