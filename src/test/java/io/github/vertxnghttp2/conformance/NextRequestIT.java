package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.BindException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server whose requests are taken one by one, and one that is started again. */
class NextRequestIT extends ServerScript {

  @BeforeEach
  void start() {
    server = ServerSession.create(vertx, options(new Http2Options()));
    closing(() -> await(server.close()));
    await(server.listen());
  }

  private static void get(FramePeer peer, int stream, String path) {
    peer.send(RawFrame.headers(stream, true, HpackBlock.get(path)));
    peer.roundTrip();
  }

  private String next() {
    return await(server.nextRequest()).path();
  }

  @Test
  void requests_are_taken_in_the_order_of_their_arrival_over_all_connections() {
    FramePeer one = open();
    FramePeer two = open();
    get(one, 1, "/1");
    get(two, 1, "/2");
    get(one, 3, "/3");
    assertEquals("/1 /2 /3", next() + " " + next() + " " + next());
  }

  @Test
  void who_waits_longest_gets_the_next() {
    Future<ServerRequest> first = server.nextRequest();
    Future<ServerRequest> second = server.nextRequest();
    FramePeer peer = open();
    get(peer, 1, "/1");
    assertEquals("/1", await(first).path());
    assertFalse(second.isComplete());
    get(peer, 3, "/2");
    assertEquals("/2", await(second).path());
  }

  @Test
  void a_request_that_was_taken_is_read_and_has_a_response() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "question", true));
    ServerRequest request = await(server.nextRequest());
    await(request.text().compose(text -> request.respond(201, text + " seen")));
    assertEquals("question seen", peer.response(1).text());
  }

  @Test
  void a_request_that_was_reset_is_not_handed_out() {
    FramePeer peer = open();
    get(peer, 1, "/gone");
    get(peer, 3, "/stays");
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL)).roundTrip();
    assertEquals("/stays", next());
  }

  @Test
  void requests_of_a_connection_that_is_lost_are_not_handed_out() {
    FramePeer gone = open();
    get(gone, 1, "/gone");
    Promise<Void> lost = Promise.promise();
    ServerRequest request = await(server.nextRequest());
    request.response().closeHandler(v -> lost.complete());
    get(gone, 3, "/gone-too");
    gone.close();
    await(lost.future());
    get(open(), 1, "/stays");
    assertEquals("/stays", next());
  }

  @Test
  void close_fails_who_waits_and_refuses_what_nobody_took() {
    FramePeer peer = open();
    get(peer, 1, "/taken");
    ServerRequest taken = await(server.nextRequest());
    get(peer, 3, "/untaken");
    ServerSession other = await(ServerSession.create(vertx, options(new Http2Options())).listen());
    Future<ServerRequest> waiting = other.nextRequest();
    await(other.close());
    assertTrue(failure(ConnectionClosedException.class, waiting).getMessage().contains(
      "this server session was closed"));
    failure(ConnectionClosedException.class, other.nextRequest());
    Future<Void> closed = server.close();
    peer.expectRst(3, ErrorCode.REFUSED_STREAM);
    assertFalse(closed.isComplete(), "closed with a request in flight");
    taken.respond(204);
    assertEquals(204, peer.response(1).status());
    await(closed);
    await(server.closed());
  }

  @Test
  void a_handler_and_next_request_exclude_each_other() {
    ServerSession other = ServerSession.create(vertx, options(new Http2Options()));
    assertTrue(assertThrows(IllegalStateException.class, other::nextRequest).getMessage().contains("listen()"));
    other.requestHandler(request -> request.respond(204));
    assertTrue(assertThrows(IllegalStateException.class, other::nextRequest).getMessage().contains("requestHandler"));
  }

  @Test
  void a_server_that_was_closed_can_be_started_again() {
    assertThrows(IllegalStateException.class, () -> server.listen());
    for (int round = 0; round < 3; round++) {
      Future<Void> closed = server.closed();
      get(open(), 1, "/" + round);
      ServerRequest request = await(server.nextRequest());
      assertEquals("/" + round, request.path());
      await(request.respond(204));
      assertFalse(closed.isComplete());
      await(server.close());
      await(closed);
      assertThrows(IllegalStateException.class, () -> server.actualPort());
      await(server.listen());
    }
  }

  @Test
  void a_server_that_could_not_start_is_closed_and_may_try_again() {
    ServerSession second = ServerSession.create(vertx, options(new Http2Options()).setPort(server.actualPort()));
    failure(BindException.class, second.listen());
    await(second.closed());
    failure(BindException.class, second.listen());
    await(server.close());
    await(second.listen());
    await(second.close());
  }

  @Test
  void a_server_that_has_closed_has_given_its_port_back() {
    int port = server.actualPort();
    for (int round = 0; round < 30; round++) {
      await(server.close());
      server = ServerSession.create(vertx, options(new Http2Options()).setPort(port));
      await(server.listen());
    }
  }

  @Test
  void a_server_can_be_closed_while_it_starts() {
    ServerSession second = ServerSession.create(vertx, options(new Http2Options()).setPort(server.actualPort()));
    Future<ServerSession> starting = second.listen();
    await(second.close());
    await(starting.mapEmpty().otherwiseEmpty());
    await(second.closed());
  }

  @Test
  void a_server_that_never_listened_is_closed() {
    ServerSession idle = ServerSession.create(vertx, options(new Http2Options()));
    await(idle.closed());
    await(idle.close());
  }

  @Test
  void undeploying_closes_the_server_and_fails_who_waits() {
    Promise<ServerSession> started = Promise.promise();
    String id = await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return ServerSession.create(vertx, options(new Http2Options())).listen().onComplete(started);
      }
    }));
    ServerSession session = await(started.future());
    Future<ServerRequest> waiting = session.nextRequest();
    await(vertx.undeploy(id));
    failure(ConnectionClosedException.class, waiting);
    await(session.closed());
  }

  @Test
  void a_worker_takes_its_requests_on_its_own_thread() {
    Promise<ServerSession> started = Promise.promise();
    Promise<Boolean> onWorker = Promise.promise();
    String id = await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        ServerSession session = ServerSession.create(vertx, options(new Http2Options()));
        return session.listen().onComplete(started).onSuccess(s -> s.nextRequest().onSuccess(request -> {
          onWorker.complete(Context.isOnWorkerThread());
          request.respond(200, "worked");
        }));
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    FramePeer peer = closing(FramePeer.connect(await(started.future()).actualPort()));
    peer.handshake();
    get(peer, 1, "/x");
    assertEquals("worked", peer.response(1).text());
    assertTrue(await(onWorker.future()));
    await(vertx.undeploy(id));
  }
}
