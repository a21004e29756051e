package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerSessionParityTest extends ServerScript {

  /** A server without a handler. */
  private void start(Http2Options http2) {
    server = ServerSession.create(vertx, options(http2));
    closing(() -> await(server.close()));
    await(server.listen());
  }

  private static void get(FramePeer peer, int stream, String path) {
    peer.send(RawFrame.headers(stream, true, HpackBlock.get(path)));
    peer.roundTrip();
  }

  @Test
  @DisplayName("P5 A second listen, and nextRequest before listen, fail with a clear error")
  void misuse() {
    ServerSession idle = ServerSession.create(vertx, options(new Http2Options()));
    assertTrue(assertThrows(IllegalStateException.class, idle::nextRequest).getMessage().contains("listen()"));
    start(new Http2Options());
    assertTrue(assertThrows(IllegalStateException.class, () -> server.listen()).getMessage().contains("already"));
    get(open(), 1, "/works");
    assertEquals("/works", await(server.nextRequest()).path());
  }

  @Test
  @DisplayName("P6 A server sends the SETTINGS of the caller")
  void settings() {
    start(new Http2Options().setSettings(new Http2Settings().setMaxConcurrentStreams(7).setInitialWindowSize(70_000)));
    FramePeer peer = connect();
    RawFrame sent = peer.handshake();
    assertEquals(7, sent.setting(SettingId.MAX_CONCURRENT_STREAMS, -1));
    assertEquals(70_000, sent.setting(SettingId.INITIAL_WINDOW_SIZE, -1));
  }

  @Test
  @DisplayName("P12 A server listens and is closed; closed() completes when it has closed")
  void start_close_wait() {
    start(new Http2Options());
    Future<Void> closed = server.closed();
    FramePeer peer = open();
    get(peer, 1, "/x");
    ServerRequest inFlight = await(server.nextRequest());
    server.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    assertFalse(closed.isComplete(), "a request is in flight");
    inFlight.respond(204);
    await(closed);
    peer.expectClosed();
  }

  @Test
  @DisplayName("P12 A server that was closed can listen again")
  void start_again() {
    start(new Http2Options());
    await(server.close());
    await(server.listen());
    get(open(), 1, "/again");
    assertEquals("/again", await(server.nextRequest()).path());
    assertFalse(server.closed().isComplete(), "it is the new start that is waited for");
  }

  @Test
  @DisplayName("P13 nextRequest returns requests in their order over all connections, called before or after they"
    + " arrive")
  void next_request() {
    start(new Http2Options());
    Future<ServerRequest> early = server.nextRequest();
    FramePeer one = open();
    FramePeer two = open();
    get(two, 1, "/a");
    get(one, 1, "/b");
    get(two, 3, "/c");
    get(one, 3, "/d");
    StringBuilder order = new StringBuilder(await(early).path());
    for (int i = 0; i < 3; i++) {
      order.append(await(server.nextRequest()).path());
    }
    assertEquals("/a/b/c/d", order.toString());
  }

  @Test
  @DisplayName("P13 Closing the server fails the futures of nextRequest")
  void close_fails_the_waiter() {
    start(new Http2Options());
    Future<ServerRequest> waiting = server.nextRequest();
    await(server.close());
    failure(ConnectionClosedException.class, waiting);
  }

  @Test
  @DisplayName("P14 A closing server accepts no connections and streams, and requests in flight finish with their"
    + " bodies")
  void close_is_graceful() {
    start(new Http2Options());
    int port = server.actualPort();
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")));
    ServerRequest request = await(server.nextRequest());
    Future<Void> closed = server.close();
    assertEquals(Integer.MAX_VALUE, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    assertEquals(1, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    get(peer, 3, "/late");
    peer.send(RawFrame.data(1, "the rest", true));
    await(request.text().compose(text -> request.respond(200, text + " came")));
    assertEquals("the rest came", peer.response(1).text());
    peer.expectClosed();
    peer.close();
    await(closed);
    assertThrows(RuntimeException.class, () -> FramePeer.connect(port).close());
  }
}
