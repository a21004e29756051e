package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that went over the event bus to a handler that does not read them count for maxBufferedBytes. */
class UnreadOverTheBusIT extends ServerVerticleCase {
  private static final int KIB = 1 << 10;
  private static final int MAXIMUM = 256 * KIB;
  /** Less than the credit that a handler grants initially. */
  private static final int SIZE = 200 * KIB;
  private static final int UPLOADS = 40;
  private static final int CONNECTION_WINDOW = 64 * KIB;

  private final Queue<RoutedRequest> unread = new ConcurrentLinkedQueue<>();

  @AfterEach
  void forget() {
    unread.clear();
  }

  private void serveStreams(String form) {
    JsonObject config = config(
      route("/unread", "unread").put("mode", "stream").put("form", form),
      route("/echo", "echo").put("mode", "stream").put("form", form));
    config.getJsonArray("listeners").getJsonObject(0).put("maxBufferedBytes", MAXIMUM)
      .put("http2", new JsonObject().put("connectionWindowSize", CONNECTION_WINDOW));
    deploy(1, config);
    consume("unread", request -> unread.add(request.pause()));
    consume("echo", request -> request.pipeTo(request.response()));
  }

  private void consume(String address, Handler<RoutedRequest> handler) {
    await(RequestConsumer.create(vertx, address, handler).listen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void uploads_are_held_back_until_the_handler_reads_them_while_others_go_on(String form) {
    serveStreams(form);
    ClientSession session = connect();
    List<Future<Void>> sent = new ArrayList<>();
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < UPLOADS; i++) {
      ClientRequest request = session.post("/unread");
      sent.add(request.end(Buffer.buffer(new byte[SIZE])));
      responses.add(request.response());
    }
    ClientSession other = connect();
    for (int i = 0; i < 2; i++) {
      Buffer body = Buffer.buffer(new byte[MAXIMUM]);
      assertEquals(body, await(other.post("/echo").send(body).compose(ClientResponse::body)));
    }
    long bytes = sent.stream().filter(Future::succeeded).count() * SIZE;
    assertTrue(bytes <= MAXIMUM + UPLOADS * 32 * KIB + 2 * CONNECTION_WINDOW, bytes + " bytes were sent");

    vertx.setPeriodic(1, id -> {
      for (RoutedRequest request; (request = unread.poll()) != null; ) {
        RoutedRequest read = request;
        read.body().onSuccess(body -> read.response().end(Integer.toString(body.length())));
      }
    });
    responses.forEach(response -> assertEquals(Integer.toString(SIZE), text(await(response))));
  }
}
