package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What applications tell recordings of their requests. */
@Timeout(60)
class ExchangeLabelsIT {
  /** Microseconds. */
  private static final long POOLED = TimeUnit.SECONDS.toMicros(5);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(int port) {
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
  }

  private RecordedConnection record(Side side) {
    return LiveRecordings.of(vertx).open().stream().map(LiveConnection::record).map(Bodies::await)
      .filter(each -> each.side() == side).findFirst().orElseThrow();
  }

  private RecordedExchange exchange(Side side) {
    List<RecordedExchange> exchanges = record(side).exchanges();
    assertEquals(1, exchanges.size());
    return exchanges.get(0);
  }

  @Test
  void labels_of_both_sides_are_recorded_and_not_sent() {
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
      .requestHandler(request -> {
        request.label("fields", request.headers().names().toString()).routed("/orders/:id");
        request.body().onSuccess(body -> request.respond(200, body));
      }).listen());
    ClientRequest request = connect(server.actualPort()).post("/orders/7").label("job", "weekly").label("job", "daily");
    request.write(Buffer.buffer("x"));
    request.label("late", "yes");
    Bodies.await(Bodies.await(request.send()).body());

    assertEquals(Map.of("job", "daily", "late", "yes"), exchange(Side.CLIENT).labels());
    assertEquals(Map.of("fields", "[]", "route", "/orders/:id"), exchange(Side.SERVER).labels());
    assertThrows(NullPointerException.class, () -> request.label(null, "job"));
  }

  @Test
  void the_route_of_a_request_to_the_server_of_vertx_is_a_label() {
    HttpServer server = Engine.OURS.server(vertx, new HttpServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> {
        request.routed("/orders");
        request.routed("/orders/:id");
        request.response().end();
      });
    Bodies.await(server.listen());
    Bodies.await(Bodies.await(connect(server.actualPort()).get("/orders/7").send()).body());

    assertEquals(Map.of("route", "/orders/:id"), exchange(Side.SERVER).labels());
  }

  @Test
  void the_time_for_which_a_request_waited_for_its_connection_is_a_wait_for_the_pool() {
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
      .requestHandler(request -> request.respond(200, "x")).listen());
    long queuedAt = RecordingClock.now() - POOLED;
    ClientRequest request = connect(server.actualPort()).get("/").queuedAt(queuedAt);
    Bodies.await(Bodies.await(request.send()).body());

    assertEquals(queuedAt, exchange(Side.CLIENT).queuedAt());
    assertEquals(1, record(Side.CLIENT).waits().stream().filter(wait -> wait.reason() == Wait.POOL
      && wait.streamId() == 1 && wait.from() == queuedAt && wait.to() - queuedAt >= POOLED).count());
    assertThrows(IllegalStateException.class, () -> request.queuedAt(queuedAt));
  }
}
