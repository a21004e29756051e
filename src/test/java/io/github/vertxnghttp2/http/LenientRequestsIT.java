package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests that {@code ServerSession} refuses, and that a server of Vert.x takes with both engines. */
class LenientRequestsIT {
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

  private FramePeer connect(Engine engine) throws Exception {
    HttpServer server = engine.server(vertx, new HttpServerOptions());
    server.requestHandler(request -> request.response().end(seen(request)));
    await(server.listen(0, "localhost"));
    FramePeer peer = FramePeer.connect(server.actualPort());
    peer.handshake();
    return peer;
  }

  private static String seen(HttpServerRequest request) {
    return request.uri() + " " + request.path() + " " + request.authority();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_request_may_lack_authority_and_host_and_a_slash(Engine engine) throws Exception {
    try (FramePeer peer = connect(engine)) {
      peer.send(RawFrame.headers(1, true, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/a?b")));
      assertEquals("/a?b /a null", peer.response(1).text());
      peer.send(RawFrame.headers(3, true, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "some-uri?a=b",
        ":authority", "example.org:80")));
      assertEquals("some-uri?a=b some-uri example.org:80", peer.response(3).text());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_tunnel_may_lack_the_port(Engine engine) throws Exception {
    try (FramePeer peer = connect(engine)) {
      peer.send(RawFrame.headers(1, true, HpackBlock.of(":method", "CONNECT", ":authority", "example.org")));
      assertEquals(200, peer.response(1).status());
    }
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {"@host/, a", ":80/, a", "http://host/, a", "/#a, a", "/, user@a", "'', a"})
  void what_could_be_taken_for_a_host_is_refused(String path, String authority) throws Exception {
    try (FramePeer peer = connect(Engine.OURS)) {
      peer.send(RawFrame.headers(1, true, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", path,
        ":authority", authority)));
      peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    }
  }

  @Test
  void everything_else_that_is_malformed_is_refused() throws Exception {
    String[][] malformed = {{"connection", "close"}, {"te", "gzip"}, {"X-Upper", "1"}, {":path", "/"}, {"x", "a\rb"},
      {"x", " a"}, {":status", "200"}, {"host", "other"}, {"content-length", "1"}, {"transfer-encoding", "chunked"}};
    try (FramePeer peer = connect(Engine.OURS)) {
      for (int i = 0, id = 1; i < malformed.length; i++, id += 2) {
        peer.send(RawFrame.headers(id, true, HpackBlock.get("/", malformed[i])));
        peer.expectRst(id, ErrorCode.PROTOCOL_ERROR);
      }
    }
  }

  @Test
  void the_log_says_what_is_wrong_and_not_what_is_allowed() throws Exception {
    try (LogLines log = LogLines.of(ServerKind.HTTP_SERVER.diagnostics()); FramePeer peer = connect(Engine.OURS)) {
      peer.send(RawFrame.headers(1, true, HpackBlock.of(":method", "POST", ":scheme", "http", ":path", "some-uri",
        "content-length", "5")));
      peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
      assertTrue(log.contains("stream 1 was reset", "content-length is \"5\""), log::toString);
      peer.send(RawFrame.headers(3, true, HpackBlock.of(":method", "CONNECT", "host", "a")));
      peer.expectRst(3, ErrorCode.PROTOCOL_ERROR);
      assertTrue(log.contains("stream 3 was reset", "it is CONNECT, and has no :authority"), log::toString);
    }
  }
}
