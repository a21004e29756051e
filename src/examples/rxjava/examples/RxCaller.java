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

/** Calls an HTTP/2 server through {@code nghttp2:client}, and tells what came. */
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
        reversed(Buffer.buffer(new byte[] {1, 2, 3})).map(bytes -> "Buffer: " + Arrays.toString(bytes.getBytes())),
        shouted(Buffer.buffer("to be or not to be\n".repeat(1000)), 200).map(came -> "stream: " + came),
        failure("http://127.0.0.1:1/").map(failure -> "failure: " + failure))
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
        .flatMap(answer -> answer.toFlowable().map(Buffer::length).collect(Collectors.summingInt(length -> length))
          .map(bytes -> answer.status() + ", " + bytes + " bytes came, " + answer.trailers().get("x-bytes") + " had gone"))
        .doFinally(client::close));
    // end::stream[]
  }

  private Single<String> failure(String url) {
    // tag::failure[]
    Http2ClientService client = Http2ClientService.createProxy(vertx, "nghttp2.client");
    return client.rxRequest(new ServiceRequest("GET", url))
      .map(response -> "status " + response.getStatus())
      .onErrorReturn(failure -> failure instanceof ReplyException reply
        ? "code " + reply.failureCode() + ", " + reply.getMessage() // 502: nobody listens there
        : failure.toString());
    // end::failure[]
  }
}
