package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ConnectionEndCause;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a session counts, seen from any thread. */
class Http2MetricsIT extends ServerScript {
  private static final int WINDOW = 65_535;

  private static void request(FramePeer peer, int streamId, String path) {
    peer.sendHeaders(streamId, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path);
  }

  @Test
  void connections_and_streams_are_those_that_are_open() {
    serve(request -> { });
    Http2Metrics metrics = server.metrics();
    assertEquals(0, metrics.connections());
    FramePeer first = open();
    FramePeer second = open();
    request(first, 1, "/a");
    request(first, 3, "/b");
    request(second, 1, "/c");
    first.roundTrip();
    second.roundTrip();
    assertEquals(2, metrics.connections());
    assertEquals(3, metrics.openStreams());
    assertTrue(metrics.nativeBytes() > 10_000);
    first.send(RawFrame.rst(3, ErrorCode.CANCEL.code())).roundTrip();
    assertEquals(2, metrics.openStreams());
    first.close();
    second.close();
    await(server.close());
    assertEquals(0, metrics.connections());
    assertEquals(0, metrics.openStreams());
  }

  @Test
  void resets_are_counted_by_code_and_by_whom() {
    serve(new Http2Options().setMaxHeaderFields(8), request -> {
      if (request.path().equals("/reset")) {
        request.response().reset(ErrorCode.REFUSED_STREAM);
      }
    });
    FramePeer peer = open();
    request(peer, 1, "/");
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL.code()));
    request(peer, 3, "/");
    peer.send(RawFrame.rst(3, 0x1234));
    request(peer, 5, "/");
    peer.send(RawFrame.rst(5, 0xfedcba98L));
    request(peer, 7, "/reset");
    peer.expectRst(7, ErrorCode.REFUSED_STREAM);
    peer.sendHeaders(9, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/", "a", "1",
      "b", "2", "c", "3", "d", "4", "e", "5", "f", "6");
    peer.expectRst(9, ErrorCode.ENHANCE_YOUR_CALM);
    assertAlive(peer, 11);
    Http2Metrics metrics = server.metrics();
    assertEquals(1, metrics.resets(Initiator.REMOTE, ErrorCode.CANCEL));
    assertEquals(2, metrics.resets(Initiator.REMOTE, null));
    assertEquals(1, metrics.resets(Initiator.LOCAL, ErrorCode.REFUSED_STREAM));
    assertEquals(1, metrics.resets(Initiator.LIBRARY, ErrorCode.ENHANCE_YOUR_CALM));
    assertEquals(new JsonObject()
      .put("local", new JsonObject().put("REFUSED_STREAM", 1L))
      .put("remote", new JsonObject().put("CANCEL", 1L).put("OTHER", 2L))
      .put("library", new JsonObject().put("ENHANCE_YOUR_CALM", 1L)), metrics.toJson().getJsonObject("resets"));
  }

  @Test
  void goaways_are_counted_by_code_and_direction_also_those_that_the_library_sends() {
    serve(request -> { });
    FramePeer peer = open();
    peer.send(RawFrame.goAway(0, ErrorCode.ENHANCE_YOUR_CALM));
    peer.expectClosed();
    FramePeer broken = open();
    broken.send(RawFrame.headers(2, true, new byte[] {(byte) 0x82}));
    broken.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    Http2Metrics metrics = server.metrics();
    assertEquals(1, metrics.goAways(Direction.RECEIVING, ErrorCode.ENHANCE_YOUR_CALM));
    assertEquals(1, metrics.goAways(Direction.SENDING, ErrorCode.PROTOCOL_ERROR));
    assertEquals(new JsonObject().put("ENHANCE_YOUR_CALM", 1L),
      metrics.toJson().getJsonObject("goAways").getJsonObject("received"));
  }

  @Test
  void a_response_that_waits_for_the_client_s_window_is_a_stall() {
    Promise<ServerRequest> arrived = Promise.promise();
    serve(arrived::complete);
    FramePeer peer = open();
    request(peer, 1, "/");
    ServerRequest request = await(arrived.future());
    request.response().end(Buffer.buffer(new byte[3 * WINDOW]));
    peer.expectHeaders(1); // the handler's thread is not that of the connection
    // The response to a PING may come before what else is due, that to a second one does not.
    peer.roundTrip().roundTrip();
    assertEquals(1, server.metrics().windowStalls());
    peer.send(RawFrame.windowUpdate(0, WINDOW)).send(RawFrame.windowUpdate(1, WINDOW)).roundTrip().roundTrip();
    assertEquals(2, server.metrics().windowStalls());
    peer.send(RawFrame.windowUpdate(0, WINDOW)).send(RawFrame.windowUpdate(1, WINDOW)).roundTrip().roundTrip();
    assertEquals(2, server.metrics().windowStalls());
  }

  private long ends(ConnectionEndCause cause) {
    return server.metrics().connectionEnds(cause);
  }

  @Test
  void connections_that_ended_are_counted_by_cause() {
    Promise<Void> arrived = Promise.promise();
    Promise<Throwable> lost = Promise.promise();
    serve(request -> {
      request.response().exceptionHandler(lost::complete);
      arrived.complete();
    });
    FramePeer leaving = open();
    leaving.send(RawFrame.goAway(0, ErrorCode.NO_ERROR)).expectClosed();
    assertEquals(1, ends(ConnectionEndCause.GOAWAY));
    FramePeer broken = open();
    broken.send(RawFrame.headers(2, true, new byte[] {(byte) 0x82})).expectClosed();
    assertEquals(1, ends(ConnectionEndCause.FAULT));
    FramePeer breaking = open();
    request(breaking, 1, "/");
    await(arrived.future());
    breaking.reset();
    await(lost.future());
    assertEquals(1, ends(ConnectionEndCause.LOST));
    FramePeer idle = open();
    assertEquals(0, ends(ConnectionEndCause.CLOSED));
    Http2Metrics metrics = server.metrics();
    Future<Void> closed = server.close();
    idle.expectClosed();
    idle.close();
    await(closed);
    assertEquals(new JsonObject().put("goaway", 1L).put("lost", 1L).put("closed", 1L).put("fault", 1L),
      metrics.toJson().getJsonObject("connectionEnds"));
  }
}
