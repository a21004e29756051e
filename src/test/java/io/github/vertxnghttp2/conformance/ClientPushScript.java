package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A client that takes what the peer promises. */
abstract class ClientPushScript extends ClientScript {
  /** What the handler of {@link #get} was given, and the responses that it took. */
  final List<PushedRequest> pushed = Collections.synchronizedList(new ArrayList<>());
  final List<Future<ClientResponse>> taken = Collections.synchronizedList(new ArrayList<>());

  static Http2Options pushing() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setPushEnabled(true).setMaxConcurrentStreams(10);
    return http2;
  }

  void openPushing() {
    open(options(pushing()));
  }

  void take(PushedRequest request) {
    pushed.add(request);
    taken.add(request.response());
  }

  /** A request whose pushes are all taken; its head has been read. */
  Future<ClientResponse> get(int streamId) {
    ClientRequest request = session.get("/page").pushHandler(this::take);
    Future<ClientResponse> response = request.send();
    peer.request(streamId);
    return response;
  }

  String authority() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  byte[] promised(String path, String... more) {
    return HpackBlock.concat(HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", authority(), ":path",
      path), HpackBlock.of(more));
  }

  RawFrame promise(int streamId, int promisedStreamId, String path) {
    return RawFrame.pushPromise(streamId, promisedStreamId, promised(path));
  }

  void respond(int streamId, Future<ClientResponse> response) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(200)));
    assertEquals(200, await(response).status());
  }

  void assertAlive(int streamId) {
    Future<ClientResponse> response = session.get("/alive").send();
    peer.request(streamId);
    respond(streamId, response);
  }

  static String describe(Http2Exception failure) {
    return failure.errorCode() + " " + failure.initiator();
  }
}
