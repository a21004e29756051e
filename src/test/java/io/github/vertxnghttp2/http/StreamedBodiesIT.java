package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Bodies that routes of vertx-web read and write in parts. */
class StreamedBodiesIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static Router router(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.post("/echo").handler(ctx -> {
      ctx.response().setChunked(true).putHeader("content-type", "application/octet-stream");
      ctx.request().pipeTo(ctx.response()).onComplete(done -> events.add("piped " + done.succeeded()));
    });
    router.post("/count").handler(ctx -> {
      long[] bytes = new long[1];
      ctx.request().handler(data -> bytes[0] += data.length());
      ctx.request().endHandler(v -> {
        events.add("end of the request");
        ctx.response().putTrailer("Sum", Long.toString(bytes[0])).setChunked(true).end("counted");
      });
    });
    router.get("/parts").handler(ctx -> {
      HttpServerResponse response = ctx.response().setChunked(true).putHeader("Trailer", "a, b");
      response.putTrailer("b", "2").putTrailer("a", "1");
      Future<Void> written = Future.succeededFuture();
      for (int i = 0; i < 5; i++) {
        String part = "part " + i + "\n";
        written = written.compose(v -> response.write(part));
      }
      written.compose(v -> response.end()).onComplete(done -> events.add("ended " + done.succeeded() + " "
        + response.bytesWritten() + " " + response.ended()));
    });
    router.get("/drained").handler(ctx -> writeUntilFull(ctx.response().setChunked(true), 3_000, events));
    return router;
  }

  /** Writes parts of a kibibyte, and waits whenever the queue is full. */
  private static void writeUntilFull(HttpServerResponse response, int left, Events events) {
    for (int i = left; i > 0; i--) {
      if (response.writeQueueFull()) {
        int rest = i;
        response.drainHandler(v -> writeUntilFull(response, rest, events));
        return;
      }
      response.write("0123456789abcdef".repeat(64));
    }
    response.end().onComplete(done -> events.add("all written " + done.succeeded()));
  }

  @Test
  void parts_pipes_trailers_and_back_pressure() throws Exception {
    Buffer large = Buffer.buffer("0123456789".repeat(300_000));
    compare.ofPairs(StreamedBodiesIT::router, client -> {
      client.post("/echo", large);
      client.post("/echo", Buffer.buffer("short"));
      client.post("/echo", Buffer.buffer());
      client.post("/count", large);
      client.get("/parts");
      client.get("/drained");
    });
  }

  @Test
  void a_request_in_parts_and_its_response_in_parts() throws Exception {
    compare.ofPairs(StreamedBodiesIT::router, client -> client.onContext(() -> client
      .request(HttpMethod.POST, "/echo").compose(request -> {
        request.setChunked(true).write("one ");
        return request.response().compose(response -> {
          client.recordHead(response);
          response.handler(data -> {
            client.events().add("data " + data);
            if (data.toString().endsWith("one ")) {
              request.end("two");
            }
          });
          return response.end();
        });
      })));
  }

  @Test
  void a_reader_that_pauses() throws Exception {
    compare.ofPairs(StreamedBodiesIT::router, client -> client.onContext(() -> client
      .request(HttpMethod.GET, "/drained").compose(request -> request.send()).compose(response -> {
        long[] bytes = new long[1];
        response.handler(data -> {
          bytes[0] += data.length();
          response.pause();
          client.vertx().runOnContext(v -> response.resume());
        });
        return response.end().onSuccess(v -> client.events().add("bytes " + bytes[0]));
      })));
  }

  private static Router heads(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.head("/").handler(ctx -> ctx.response().end("body"));
    return router;
  }

  /** RFC 9110 section 9.3.2 forbids it. Vert.x's servers send it, and its own client takes it. */
  @Test
  void a_body_in_the_response_to_head_is_sent_and_our_client_resets_it() throws Exception {
    EngineComparison.Program program = client -> client.send(HttpMethod.HEAD, "/", null);
    compare.ofServers(StreamedBodiesIT::heads, program);
    for (Engine serving : Engine.values()) {
      List<String> seen = compare.run(serving, Engine.OURS, StreamedBodiesIT::heads, program).get(1);
      assertEquals("HEAD / failed: io.netty.handler.codec.http2.Http2Exception$StreamException the stream was reset",
        seen.get(seen.size() - 1));
    }
  }

  private static Router events(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    HttpServerResponse[] reader = new HttpServerResponse[1];
    Promise<Void> closed = Promise.promise();
    router.get("/events").handler(ctx -> {
      reader[0] = ctx.response().setChunked(true).putHeader("content-type", "text/event-stream");
      ctx.addEndHandler(result -> {
        events.add("end " + result.succeeded() + " " + result.cause());
        closed.tryComplete();
      });
      reader[0].write("event: hello\ndata: 0\n\n");
    });
    router.post("/tell").handler(ctx -> ctx.request().body().onSuccess(body -> reader[0].write("data: " + body + "\n\n")
      .onComplete(done -> ctx.response().setStatusCode(204).end())));
    router.get("/closed").handler(ctx -> closed.future().onComplete(done -> ctx.end("closed")));
    return router;
  }

  @Test
  void server_sent_events_until_the_client_leaves() throws Exception {
    compare.ofPairs(StreamedBodiesIT::events, client -> {
      Buffer seen = Buffer.buffer();
      Promise<Void> three = Promise.promise();
      Promise<Void> first = Promise.promise();
      HttpClientResponse[] stream = new HttpClientResponse[1];
      client.onContext(() -> client.request(HttpMethod.GET, "/events").compose(request -> request.send())
        .compose(response -> {
          stream[0] = response;
          client.recordHead(response);
          response.exceptionHandler(failure -> client.events().add("failed " + failure.getClass().getName()));
          response.handler(data -> {
            seen.appendBuffer(data);
            first.tryComplete();
            if (seen.toString().split("\n\n", -1).length == 4) {
              three.complete();
            }
          });
          return first.future();
        }));
      client.post("/tell", Buffer.buffer("1"));
      client.post("/tell", Buffer.buffer("2"));
      await(three.future());
      client.events().add(seen.toString());
      client.onContext(() -> stream[0].request().reset(8));
      client.get("/closed");
    });
  }
}
