package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ServerSocket;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Vert.x's parser throws an error for some IPv6 addresses. Such a request ends its stream, and no other. */
class UnreadableAuthoritiesIT {
  private static final String AUTHORITY = "[::1:2:3:4:5:6:7:8]";

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static byte[] request(String field) {
    return HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/", field, AUTHORITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {":authority", "host"})
  void a_request_is_reset_and_the_connection_goes_on(String field) throws Exception {
    Vertx vertx = compare.vertx();
    HttpServer server = Engine.OURS.server(vertx, new HttpServerOptions());
    server.requestHandler(request -> request.body().onSuccess(body -> request.response().end("served")));
    await(server.listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.send(RawFrame.headers(1, false, HpackBlock.get("/")), RawFrame.headers(3, true, request(field)));
      peer.expectRst(3, ErrorCode.PROTOCOL_ERROR);
      peer.send(RawFrame.data(1, "", true));
      assertEquals("served", peer.response(1).text());
    }
  }

  @Test
  void a_promise_is_reset_and_the_connection_goes_on() throws Exception {
    HttpClientOptions options =
      new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
    try (ServerSocket listening = FramePeer.listen()) {
      Future<HttpClientResponse> response = Engine.OURS.client(compare.vertx(), options)
        .request(HttpMethod.GET, listening.getLocalPort(), "localhost", "/")
        .compose(request -> request.pushHandler(push -> { }).send());
      try (FramePeer peer = FramePeer.accept(listening)) {
        peer.handshake();
        peer.expectHeaders(1);
        peer.send(RawFrame.pushPromise(1, 2, request(":authority")));
        peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
        peer.send(RawFrame.headers(1, true, HpackBlock.status(200)));
        assertEquals(200, await(response).statusCode());
      }
    }
  }
}
