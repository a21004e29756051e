package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A call from another thread posts one task to the event loop, whatever it sends. */
class TasksOfCallsIT extends ServerScript {

  /** What a message consists of. */
  private enum Parts {
    HEAD("", ""), BODY("body", ""), TRAILERS("", "6"), BODY_AND_TRAILERS("body", "6");

    private final String body;
    private final String trailer;

    Parts(String body, String trailer) {
      this.body = body;
      this.trailer = trailer;
    }
  }

  /** How many tasks the call posts, to an event loop that runs none meanwhile. */
  private static int tasks(SingleThreadEventLoop loop, Runnable call) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> {
      held.countDown();
      try {
        done.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    held.await();
    try {
      int before = loop.pendingTasks();
      call.run();
      return loop.pendingTasks() - before;
    } finally {
      done.countDown();
    }
  }

  private static SingleThreadEventLoop loop() {
    return (SingleThreadEventLoop) ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
  }

  private record Asked(ServerRequest request, SingleThreadEventLoop loop) {
  }

  @ParameterizedTest
  @EnumSource
  void a_response_is_one_task(Parts parts) throws InterruptedException {
    Promise<Asked> asked = Promise.promise();
    serve(request -> asked.complete(new Asked(request, loop())));
    Future<String> sent = client().get("/x").send()
      .compose(response -> response.text().map(text -> text + response.trailers().get("x-sum")));
    Asked it = await(asked.future());
    ServerResponse response = it.request().response();
    if (!parts.trailer.isEmpty()) {
      response.putTrailer("x-sum", parts.trailer);
    }
    assertEquals(1, tasks(it.loop(), () -> response.end(parts.body)));
    assertEquals(parts.body + (parts.trailer.isEmpty() ? "null" : parts.trailer), await(sent));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "body"})
  void the_first_part_of_a_response_is_one_task_with_its_head(String part) throws InterruptedException {
    Promise<Asked> asked = Promise.promise();
    serve(request -> asked.complete(new Asked(request, loop())));
    Future<String> sent = client().get("/x").send().compose(response -> response.text());
    Asked it = await(asked.future());
    assertEquals(1, tasks(it.loop(), () -> it.request().response().write(part)));
    assertEquals(1, tasks(it.loop(), () -> it.request().response().end("end")));
    assertEquals(part + "end", await(sent));
  }

  @ParameterizedTest
  @EnumSource
  void a_request_is_one_task(Parts parts) throws InterruptedException {
    serve(request -> request.text().onSuccess(text ->
      request.response().end(text + request.trailers().get("x-sum"))));
    Promise<SingleThreadEventLoop> loop = Promise.promise();
    Promise<ClientSession> connected = Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> {
      loop.complete(loop());
      ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort()))
        .onComplete(connected);
    });
    ClientSession session = await(connected.future());
    closing(() -> await(session.terminate(ErrorCode.NO_ERROR)));
    ClientRequest request = session.request(HttpMethod.POST, "/x");
    if (!parts.trailer.isEmpty()) {
      request.putTrailer("x-sum", parts.trailer);
    }
    assertEquals(1, tasks(await(loop.future()), () -> request.end(parts.body)));
    assertEquals(parts.body + (parts.trailer.isEmpty() ? "null" : parts.trailer),
      await(request.response().compose(response -> response.text())));
  }
}
