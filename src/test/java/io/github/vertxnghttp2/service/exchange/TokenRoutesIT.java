package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.identity.SignedTokens;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes that verify bearer tokens. */
class TokenRoutesIT extends ServerVerticleCase {
  private static final JsonObject CLAIMS = new JsonObject().put("sub", "alice").put("scope", "r\u00e9ad");

  private final SignedTokens signer = new SignedTokens(vertx);
  private final List<Object> seen = new CopyOnWriteArrayList<>();

  private void serveTokens(JsonObject... routes) {
    deploy(1, config(routes).put("tokens", signer.options()));
  }

  private ClientResponse get(String uri, String authorization) {
    ClientRequest request = connect().get(uri);
    if (authorization != null) {
      request.putHeader("authorization", authorization);
    }
    return await(request.send());
  }

  /** Handles requests with what they know about their sender. */
  private void listen() {
    await(RequestConsumer.create(vertx, "a", request -> {
      seen.add(request.identity());
      request.response().end(request.identity().encode());
    }).listen());
  }

  @ParameterizedTest
  @CsvSource({"unary, buffer", "unary, json", "stream, buffer", "stream, json"})
  void the_claims_of_a_verified_token_reach_the_handler(String mode, String form) {
    listen();
    serveTokens(route("/a", "a").put("token", "required").put("mode", mode).put("form", form));
    assertResponse(200, new JsonObject().put("claims", CLAIMS).encode(), get("/a", "Bearer " + signer.sign(CLAIMS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_missing_or_bad_token_gets_401_and_no_handler_sees_the_request(String mode) {
    listen();
    serveTokens(route("/a", "a").put("token", "required").put("mode", mode));
    ClientResponse missing = get("/a", null);
    assertResponse(401, "a bearer token is required\n", missing);
    assertEquals("Bearer realm=\"api\"", missing.header("www-authenticate"));
    for (String bad : List.of("Bearer x", "Bearer " + new SignedTokens(vertx).sign(CLAIMS), "Bearer "
      + signer.sign(CLAIMS.copy().put("exp", System.currentTimeMillis() / 1000 - 1)))) {
      ClientResponse refused = get("/a", bad);
      assertResponse(401, "the bearer token is not valid\n", refused);
      assertEquals("Bearer error=\"invalid_token\"", refused.header("www-authenticate"));
    }
    assertEquals(List.of(), seen);
  }

  @Test
  void an_optional_token_may_be_missing_but_not_bad() {
    listen();
    serveTokens(route("/a", "a").put("token", "optional"));
    assertResponse(200, "{}", get("/a", null));
    assertResponse(200, new JsonObject().put("claims", CLAIMS).encode(), get("/a", "Bearer " + signer.sign(CLAIMS)));
    assertEquals(401, get("/a", "Bearer x").status());
    assertEquals(2, seen.size());
  }

  @Test
  void without_the_option_the_field_goes_to_the_handler_unread() {
    handle("a", message -> {
      assertNull(message.headers().get(":identity"));
      message.reply(message.headers().get("authorization"));
    });
    serveTokens(route("/a", "a"));
    assertResponse(200, "Bearer x", get("/a", "Bearer x"));
  }

  @Test
  void a_verified_token_goes_to_the_handler_as_well() {
    handle("a", message -> message.reply(message.headers().get("authorization")));
    serveTokens(route("/a", "a").put("token", "required"));
    String field = "Bearer " + signer.sign(CLAIMS);
    assertResponse(200, field, get("/a", field));
  }

  @Test
  void a_token_is_verified_before_the_body_is_read_and_before_the_gate() {
    handle("a", seen::add);
    serveTokens(route("/a", "a").put("token", "required").put("concurrency", 1));
    ClientRequest first = connect().get("/a");
    first.putHeader("authorization", "Bearer " + signer.sign(CLAIMS)).send();
    try (FramePeer peer = FramePeer.connect(port)) {
      peer.handshake();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/a", "expect", "100-continue")));
      assertEquals(401, peer.response(1).status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void a_request_cannot_set_its_identity(String form) {
    listen();
    serveTokens(route("/*", "a").put("form", form), route("/s", "a").put("mode", "stream").put("form", form));
    try (FramePeer peer = FramePeer.connect(port)) {
      peer.handshake();
      String forged = "{\"claims\":{\"sub\":\"root\"}}";
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/x", ":identity", forged)));
      peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
      peer.send(RawFrame.headers(3, true, HpackBlock.concat(HpackBlock.of(":identity", forged), HpackBlock.get("/x"))));
      peer.expectRst(3, ErrorCode.PROTOCOL_ERROR);
      peer.send(RawFrame.headers(5, false, HpackBlock.post("/x")), RawFrame.headers(5, true, HpackBlock.of(":identity",
        forged)));
      peer.expectRst(5, ErrorCode.PROTOCOL_ERROR);
      peer.send(RawFrame.headers(7, true, HpackBlock.get("/x", "identity", forged, ":identity ", forged)));
      peer.expectRst(7, ErrorCode.PROTOCOL_ERROR);
      assertEquals(List.of(), seen);
      peer.send(RawFrame.headers(9, true, HpackBlock.get("/x?identity=" + "%7B%7D", "identity", forged, "x-identity",
        forged)));
      assertEquals(200, peer.response(9).status());
      peer.send(RawFrame.headers(11, false, HpackBlock.post("/s", "identity", forged)),
        RawFrame.data(11, forged, false),
        RawFrame.headers(11, true, HpackBlock.of("identity", forged)));
      assertEquals(200, peer.response(11).status());
    }
    assertEquals(List.of(new JsonObject(), new JsonObject()), seen);
  }

  @Test
  void an_upgrade_from_http_1_cannot_set_an_identity() throws IOException {
    listen();
    JsonObject config = config(route("/*", "a"));
    config.getJsonArray("listeners").getJsonObject(0).put("upgradeEnabled", true);
    deploy(1, config);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n:identity: {\"claims\":{\"sub\":\"root\"}}\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertEquals("HTTP/1.1 400", status);
    }
    assertEquals(List.of(), seen);
  }

  @Test
  void a_route_that_needs_keys_fails_on_a_server_without_keys() {
    listen();
    deploy(1, config());
    await(Routes.of(vertx).add(new RouteOptions(route("/a", "a").put("token", "optional"))));
    assertResponse(500, "the server has no keys to verify tokens\n", get("/a", null));
    assertTrue(log.line("verifies tokens").startsWith("route /a verifies tokens, but tokens of this server is not set"));
    assertEquals(List.of(), seen);
  }
}
