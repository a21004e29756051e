package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The end of a server, RFC 9113 section 6.8. */
class ServerShutdownIT extends ServerScript {
  private static final int REFUSES_NOTHING = Integer.MAX_VALUE;

  private final Promise<Void> arrived = Promise.promise();
  private final Promise<Void> go = Promise.promise();

  private void serveWaiting(int gracePeriod) {
    serve(new Http2Options().setShutdownGracePeriod(gracePeriod), request -> {
      arrived.tryComplete();
      go.future().onSuccess(v -> request.response().end("finished"));
    });
  }

  @Test
  void a_request_in_flight_finishes_before_the_connection_closes() {
    serveWaiting(60_000);
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    await(arrived.future());
    Future<Void> closed = server.close();
    assertEquals(REFUSES_NOTHING, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    assertEquals(1, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    peer.roundTrip();
    assertFalse(closed.isComplete(), "closed with a request in flight");
    go.complete();
    assertEquals("finished", peer.response(1).text());
    peer.expectClosed();
    await(closed);
  }

  @Test
  void an_idle_connection_closes_at_once() {
    serveWaiting(60_000);
    FramePeer peer = open();
    assertAlive(peer, 1);
    Future<Void> closed = server.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    assertEquals(1, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    peer.expectClosed();
    peer.close();
    await(closed);
  }

  @Test
  void requests_sent_before_the_client_received_the_goaway_are_handled() {
    serveWaiting(60_000);
    FramePeer peer = open().acknowledging(false).skipping(FrameType.WINDOW_UPDATE);
    assertAlive(peer, 1);
    Future<Void> closed = server.close();
    assertEquals(REFUSES_NOTHING, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    RawFrame ping = peer.expect(FrameType.PING, 0);
    peer.send(RawFrame.headers(3, true, HpackBlock.get("/x")), RawFrame.pingAck(ping.pingData()));
    assertEquals(3, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    go.complete();
    assertEquals("finished", peer.response(3).text());
    peer.expectClosed();
    peer.close();
    await(closed);
  }

  @Test
  void a_request_right_after_the_ack_of_the_ping_is_handled_or_refused() {
    serveWaiting(60_000);
    FramePeer peer = open().acknowledging(false).skipping(FrameType.WINDOW_UPDATE);
    assertAlive(peer, 1);
    Future<Void> closed = server.close();
    assertEquals(REFUSES_NOTHING, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    RawFrame ping = peer.expect(FrameType.PING, 0);
    peer.send(RawFrame.pingAck(ping.pingData()), RawFrame.headers(3, true, HpackBlock.get("/x")));
    if (peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId() == 3) { // both were in one read
      go.complete();
      assertEquals("finished", peer.response(3).text());
    }
    peer.expectClosed();
    peer.close();
    await(closed);
  }

  @Test
  void a_client_that_does_not_acknowledge_the_ping_still_receives_the_last_stream() {
    serveWaiting(60_000);
    FramePeer peer = open().acknowledging(false);
    assertAlive(peer, 1);
    Future<Void> closed = server.close();
    assertEquals(REFUSES_NOTHING, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    assertEquals(1, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    peer.expectClosed();
    peer.close();
    await(closed);
  }

  @Test
  void a_client_that_has_not_closed_its_end_does_not_hold_up_this_one() {
    serveWaiting(60_000);
    FramePeer peer = open();
    assertAlive(peer, 1);
    Future<Void> closed = server.close();
    peer.expectClosed();
    await(closed);
  }

  @Test
  void no_connection_is_accepted_any_more() {
    serveWaiting(1000);
    int port = server.actualPort();
    await(server.close());
    // NIO lets go of a listening socket when its selector comes round, which may be after close() has returned.
    Repeat.until("port " + port + " accepts no connections", () -> refuses(port), Thread::onSpinWait);
  }

  private static boolean refuses(int port) {
    try {
      FramePeer.connect(port).close();
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  @Test
  void a_stream_opened_after_the_second_goaway_is_not_handled() {
    serveWaiting(60_000);
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    await(arrived.future());
    Future<Void> closed = server.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    assertEquals(1, peer.expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    peer.send(RawFrame.headers(3, true, HpackBlock.get(ALIVE)));
    assertSilence(peer);
    go.complete();
    assertEquals("finished", peer.response(1).text());
    peer.expectClosed();
    await(closed);
  }

  @Test
  void a_request_that_takes_longer_than_the_grace_period_is_cut_off() {
    serveWaiting(200);
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    await(arrived.future());
    Future<Void> closed = server.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
    await(closed);
  }

  @Test
  void a_peer_that_reads_nothing_does_not_hold_up_the_end() {
    serve(new Http2Options().setShutdownGracePeriod(200), request -> {
      arrived.complete();
      request.response().end(Buffer.buffer(new byte[50 << 20]));
    });
    FramePeer peer = open(4, Integer.MAX_VALUE);
    peer.send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535), RawFrame.headers(1, true, HpackBlock.get("/x")));
    await(arrived.future());
    await(server.close());
  }

  @Test
  void a_connection_that_has_not_begun_does_not_hold_up_the_end() {
    serve(options(new Http2Options().setHandshakeTimeout(60_000).setShutdownGracePeriod(60_000)), request -> { });
    FramePeer silent = connect();
    assertAlive(open(), 1); // accepted after the silent one, so that one is known, too
    await(server.close());
    silent.expectClosed();
  }

  @Test
  void a_second_close_is_no_error() {
    serveWaiting(1000);
    await(server.close());
    await(server.close());
  }

  @Test
  void closed_right_after_listen_it_does_not_listen_later(@TempDir Path directory) {
    Path path = directory.resolve("h2.sock");
    Promise<ServerSession> listening = Promise.promise();
    await(Future.future(closed -> vertx.runOnContext(v -> { // in one turn: the socket cannot be bound in between
      ServerSession session = ServerSession.create(vertx, new ServerOptions().setPath(path.toString()))
        .requestHandler(request -> request.respond(200));
      session.listen().onComplete(listening);
      session.close().onComplete(closed);
    })));
    await(listening.future().transform(done -> Future.succeededFuture()));
    failure(IOException.class, ClientSession.connect(vertx, new ClientOptions().setPath(path.toString())));
  }

  private Future<ServerSession> onLoopOfItsOwn(Handler<ServerSession> closer) {
    return Future.future(listening -> ((VertxInternal) vertx).createEventLoopContext().runOnContext(v -> {
      ServerSession session = ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(-1));
      session.requestHandler(request -> {
        closer.handle(session);
        request.respond(200, "bye");
      }).listen().onComplete(listening);
    }));
  }

  @Test
  void a_handler_that_closes_one_of_two_servers_of_a_port_still_responds() {
    await(onLoopOfItsOwn(ServerSession::close));
    server = await(onLoopOfItsOwn(ServerSession::close));
    ClientSession client = client();
    assertEquals("bye", await(client.get("/").send().compose(ClientResponse::text)));
  }
}
