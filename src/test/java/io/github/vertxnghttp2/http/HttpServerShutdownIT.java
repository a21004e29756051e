package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a server ends its connections, as a client sees it that is written by hand. */
class HttpServerShutdownIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Queue<HttpServerRequest> requests = new ConcurrentLinkedQueue<>();
  private Vertx vertx;

  @BeforeAll
  static void prepare() {
    EngineSwitch.SERVER.turnOn();
  }

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** A client whose requests are kept. */
  private FramePeer connect(Engine engine, Handler<HttpServerRequest> handler) throws Exception {
    HttpServer server = engine.server(vertx, new HttpServerOptions());
    server.requestHandler(request -> {
      requests.add(request);
      handler.handle(request);
    });
    await(server.listen(0, "localhost"));
    FramePeer peer = FramePeer.connect(server.actualPort());
    peer.handshake();
    return peer;
  }

  private static RawFrame get(int streamId) {
    return RawFrame.headers(streamId, true, HpackBlock.get("/"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_shutdown_sends_one_goaway_and_closes_after_the_last_response(Engine engine) throws Exception {
    try (FramePeer peer = connect(engine, request -> request.connection().shutdown(LONG))) {
      peer.send(get(1));
      peer.expectGoAway(0);
      peer.roundTrip();
      requests.remove().response().end("done");
      assertEquals("done", peer.response(1).text());
      peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING).expectClosed();
    }
  }

  @Test
  void a_request_that_was_on_its_way_at_the_shutdown_is_served() throws Exception {
    try (FramePeer peer = connect(Engine.OURS, request -> {
      if (requests.size() == 1) {
        request.connection().shutdown(LONG);
      }
      request.response().end("served");
    })) {
      peer.acknowledging(false); // the PING, so that the server has to wait
      peer.send(get(1));
      peer.expectGoAway(0);
      peer.send(get(3));
      peer.acknowledging(true);
      assertEquals("served", peer.response(3).text());
      peer.expectClosed();
    }
  }

  @Test
  void a_client_that_does_not_acknowledge_the_ping_gets_the_last_stream() throws Exception {
    try (FramePeer peer = connect(Engine.OURS, request -> request.connection().shutdown(LONG))) {
      peer.acknowledging(false).send(get(1));
      assertEquals(Integer.MAX_VALUE, peer.expectGoAway(0).lastStreamId());
      assertEquals(1, peer.expectGoAway(0).lastStreamId());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_second_shutdown_with_less_time_counts(Engine engine) throws Exception {
    try (FramePeer peer = connect(engine, request -> {
      request.connection().shutdown(LONG);
      request.connection().shutdown(Duration.ofMillis(50));
      request.connection().shutdown(LONG);
    })) {
      peer.send(get(1));
      peer.expectGoAway(0);
      peer.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  @SuppressWarnings("deprecation") // Vert.x's interface still has goAway
  void a_goaway_ends_the_streams_beyond_its_last_one_only(Engine engine) throws Exception {
    Promise<Throwable> failure = Promise.promise();
    try (FramePeer peer = connect(engine, request -> {
      if (requests.size() == 2) {
        request.response().exceptionHandler(failure::tryComplete);
        request.connection().goAway(0, 1);
      }
    })) {
      peer.send(get(1), get(3));
      assertEquals(1, peer.expectGoAway(0).lastStreamId());
      assertEquals(1, assertInstanceOf(HttpClosedException.class, await(failure.future())).goAway().getLastStreamId());
      requests.remove().response().end("first");
      assertEquals("first", peer.response(1).text());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  @SuppressWarnings("deprecation") // Vert.x's interface still has goAway
  void a_goaway_with_an_error_ends_all_streams_and_the_connection(Engine engine) throws Exception {
    Promise<Throwable> failure = Promise.promise();
    try (FramePeer peer = connect(engine, request -> {
      request.response().exceptionHandler(failure::tryComplete);
      request.connection().goAway(2);
    })) {
      peer.send(get(1));
      peer.expectGoAway(2);
      peer.expectClosed();
      assertEquals(2, assertInstanceOf(HttpClosedException.class, await(failure.future())).goAway().getErrorCode());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_goaway_of_the_client_lets_its_requests_end(Engine engine) throws Exception {
    Promise<Void> closed = Promise.promise();
    Promise<Void> goAway = Promise.promise();
    try (FramePeer peer = connect(engine, request -> {
      request.connection().goAwayHandler(received -> goAway.complete());
      request.connection().closeHandler(v -> closed.complete());
    })) {
      peer.send(get(1));
      peer.roundTrip();
      peer.send(RawFrame.goAway(0, 0, ""));
      await(goAway.future());
      requests.remove().response().end("done");
      assertEquals("done", peer.response(1).text());
    }
    await(closed.future());
    assertTrue(requests.isEmpty());
  }
}
