package io.github.vertxnghttp2.http;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Responses that are sent on other threads than the event loop of their connection. */
class OtherThreadsIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static void onOtherThread(Vertx vertx, Runnable task) {
    vertx.executeBlocking(() -> {
      task.run();
      return null;
    });
  }

  @Test
  void whole_responses() throws Exception {
    compare.ofPairs((vertx, events) -> request -> onOtherThread(vertx, () -> request.response()
      .putHeader("x-thread", "another").end("x".repeat(Integer.parseInt(request.getParam("length"))))), client -> {
        for (int length : new int[] {0, 1, 5000, 300_000}) {
          client.get("/?length=" + length);
        }
      });
  }

  @Test
  void the_end_of_a_body_that_has_begun() throws Exception {
    compare.ofPairs((vertx, events) -> request -> onOtherThread(vertx, () -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.write("first ");
      response.end("last");
    }), client -> client.get("/"));
  }

  @Test
  void a_response_to_a_request_that_was_reset() throws Exception {
    Promise<HttpServerRequest> received = Promise.promise();
    Promise<HttpServerRequest> again = Promise.promise();
    Queue<Promise<HttpServerRequest>> requests = new ConcurrentLinkedQueue<>(List.of(received, again));
    compare.ofServers((vertx, events) -> request -> {
      Promise<HttpServerRequest> next = requests.poll();
      request.exceptionHandler(reset -> next.tryComplete(request));
    }, client -> {
      Promise<HttpServerRequest> next = requests.peek();
      client.onContext(() -> client.request(HttpMethod.POST, "/").compose(request -> request.setChunked(true)
        .writeHead().compose(sent -> request.reset(8))));
      HttpServerRequest request = await(next.future());
      Promise<Boolean> ended = Promise.promise();
      onOtherThread(client.vertx(), () -> request.response().end(Buffer.buffer("too late"))
        .onComplete(end -> ended.complete(end.succeeded())));
      assertEquals(false, await(ended.future()));
    });
  }
}
