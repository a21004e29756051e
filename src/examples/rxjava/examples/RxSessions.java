package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.rxjava3.ClientSession;
import io.github.vertxnghttp2.rxjava3.ServerSession;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import io.vertx.rxjava3.core.RxHelper;
import io.vertx.rxjava3.core.Vertx;

import java.util.Locale;
import java.util.stream.Collectors;

/** Sessions, without the bus, in the API that is generated for RxJava 3. */
final class RxSessions {
  private RxSessions() {
  }

  static Single<ServerSession> serve(Vertx vertx, ServerOptions options) {
    // tag::serve[]
    return ServerSession.create(vertx, options)
      .requestHandler(request -> request
        .respond(200, request.toFlowable().map(chunk -> Buffer.buffer(chunk.toString().toUpperCase(Locale.ROOT)))))
      .rxListen();
    // end::serve[]
  }

  static Single<Long> upload(Vertx vertx, ClientOptions options, Flowable<Buffer> body) {
    // tag::upload[]
    Scheduler loop = RxHelper.scheduler(vertx.getOrCreateContext());
    return ClientSession.rxConnect(vertx, options).subscribeOn(loop).flatMap(session -> session.post("/shouted").rxSend(
      body.observeOn(loop))
      .flatMap(response -> response.toFlowable().map(Buffer::length).collect(Collectors.summingLong(
        Integer::longValue)))
      .doFinally(session::close));
    // end::upload[]
  }
}
