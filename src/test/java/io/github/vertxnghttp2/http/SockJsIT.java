package io.github.vertxnghttp2.http;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.vertxnghttp2.http.Futures.await;

/** SockJS over requests and responses of HTTP/2. */
class SockJsIT {
  private static final String SESSION = "/echo/000/session";

  /** A random number, and the length of the body with it. */
  @RegisterExtension
  final EngineComparison compare = new EngineComparison().random("(?<=\"entropy\":)-?\\d+|(?<=length: )7\\d$");

  private static Router router(Vertx vertx, Events events) {
    SockJSHandler sockets = SockJSHandler.create(vertx, new SockJSHandlerOptions().setInsertJSESSIONID(false));
    Router router = Router.router(vertx);
    router.route("/echo/*").handler(BodyHandler.create(false)).subRouter(sockets.socketHandler(socket -> {
      events.add("opened " + socket.uri());
      socket.handler(data -> {
        events.add("data " + data);
        if (data.toString().equals("close")) {
          socket.close();
        } else {
          socket.write(data);
        }
      });
      socket.endHandler(v -> events.add("end"));
      socket.exceptionHandler(failure -> events.add("failed " + failure.getClass().getName()));
    }));
    return router;
  }

  @Test
  void polling() throws Exception {
    compare.ofPairs(SockJsIT::router, client -> {
      client.get("/echo");
      client.get("/echo/info");
      client.post(SESSION + "/xhr", Buffer.buffer());
      client.post(SESSION + "/xhr_send", Buffer.buffer("[\"one\"]"));
      client.post(SESSION + "/xhr", Buffer.buffer());
      client.post(SESSION + "/xhr_send", Buffer.buffer("[\"two\",\"three\"]"));
      client.post(SESSION + "/xhr", Buffer.buffer());
      client.post(SESSION + "/xhr_send", Buffer.buffer("[\"broken"));
      client.post(SESSION + "/xhr_send", Buffer.buffer());
      client.post(SESSION + "/xhr_send", Buffer.buffer("[\"close\"]"));
      client.post(SESSION + "/xhr", Buffer.buffer());
      client.post("/echo/000/other/xhr_send", Buffer.buffer("[\"one\"]"));
    });
  }

  /** Sends messages while a response stays open, and has the server close the socket. */
  private static void stream(RecordingClient client, HttpMethod method, String transport) throws Exception {
    Buffer seen = Buffer.buffer();
    Promise<Void> opened = Promise.promise();
    Promise<Void> echoed = Promise.promise();
    Promise<Void> ended = Promise.promise();
    client.onContext(() -> client.request(method, SESSION + "/" + transport).compose(request -> request.send())
      .compose(response -> {
        client.recordHead(response);
        response.exceptionHandler(ended::tryFail);
        response.endHandler(v -> ended.tryComplete());
        response.handler(data -> {
          seen.appendBuffer(data);
          if (seen.toString().contains("one")) {
            echoed.tryComplete();
          }
          if (seen.toString().contains("o\n") || seen.toString().contains("o\r\n")) {
            opened.tryComplete();
          }
        });
        return opened.future();
      }));
    client.post(SESSION + "/xhr_send", Buffer.buffer("[\"one\"]"));
    await(echoed.future());
    client.post(SESSION + "/xhr_send", Buffer.buffer("[\"close\"]"));
    String end = await(ended.future().map("ended").otherwise(failure -> "failed "
      + failure.getClass().getName()));
    client.events().add(seen + end);
  }

  @Test
  void streaming() throws Exception {
    compare.ofPairs(SockJsIT::router, client -> stream(client, HttpMethod.POST, "xhr_streaming"));
  }

  @Test
  void server_sent_events() throws Exception {
    compare.ofPairs(SockJsIT::router, client -> stream(client, HttpMethod.GET, "eventsource"));
  }
}
