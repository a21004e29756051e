package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.identity.SignedTokens;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Routes that limit the requests of each client. Periods are so long that no token is added during a test. */
class RateLimitIT extends ServerVerticleCase {
  private static final int DAY = 86_400_000;

  private final List<Object> seen = new CopyOnWriteArrayList<>();

  private void listen() {
    handle("a", message -> {
      seen.add(message.body());
      message.reply(null);
    });
  }

  private static JsonObject limit(int requests) {
    return new JsonObject().put("requests", requests).put("period", DAY);
  }

  private int status(String uri, String... fields) {
    ClientRequest request = connect().get(uri);
    for (int i = 0; i < fields.length; i += 2) {
      request.putHeader(fields[i], fields[i + 1]);
    }
    return await(request.send()).status();
  }

  @Test
  void a_request_beyond_the_limit_gets_429_with_the_time_to_wait_and_no_handler_sees_it() {
    listen();
    serve(route("/a", "a").put("rateLimit", limit(2)), route("/b", "a").put("rateLimit", limit(1)));
    assertEquals(200, status("/a"));
    assertEquals(200, status("/a"));
    ClientResponse refused = get("/a");
    assertResponse(429, "route /a takes 2 requests in 86400000 ms from a client\n", refused);
    long wait = Long.parseLong(refused.header("retry-after"));
    assertEquals(43_200, wait, 600, "half a day, less the time of this test");
    assertEquals(200, status("/b"));
    assertEquals(3, seen.size());
    JsonObject stats = await(Routes.of(vertx).stats());
    assertEquals(List.of(1, 0), stats.getJsonArray("routes").stream().map(each -> ((JsonObject) each).getInteger(
      "limited")).toList());
  }

  @Test
  void the_limit_is_checked_before_the_gate_and_before_the_body_is_read() {
    handle("a", seen::add);
    serve(route("/a", "a").put("concurrency", 1).put("rateLimit", limit(1)));
    connect().get("/a").send();
    Repeat.until("the handler has the first request", () -> seen.size() == 1, () -> await(vertx.timer(10)));
    try (FramePeer peer = FramePeer.connect(port)) {
      peer.handshake();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/a", "expect", "100-continue")));
      assertEquals(429, peer.response(1).status());
    }
  }

  @Test
  void the_instances_share_the_buckets() {
    listen();
    deploy(2, config(route("/a", "a").put("rateLimit", limit(10))));
    int taken = 0;
    for (int i = 0; i < 20; i++) {
      taken += status("/a") == 200 ? 1 : 0;
    }
    assertEquals(10, taken);
  }

  @Test
  void a_route_that_is_replaced_keeps_the_buckets_if_the_limit_stays_the_same() {
    listen();
    serve();
    Routes routes = Routes.of(vertx);
    RouteOptions route = new RouteOptions(route("/a", "a").put("rateLimit", limit(1)));
    await(routes.add(route));
    assertEquals(200, status("/a"));
    await(routes.add(new RouteOptions(route).setTimeout(7_000)));
    assertEquals(429, status("/a"));
    await(routes.add(new RouteOptions(route("/a", "a").put("rateLimit", limit(2)))));
    assertEquals(200, status("/a"));
  }

  @Test
  void clients_may_be_told_apart_by_a_field_and_those_without_it_by_address() {
    listen();
    serve(route("/a", "a").put("rateLimit", limit(1).put("by", "header:X-Key")));
    assertEquals(200, status("/a", "x-key", "1"));
    assertEquals(200, status("/a", "x-key", "2"));
    assertEquals(429, status("/a", "x-key", "1"));
    assertEquals(200, status("/a"));
    assertEquals(429, status("/a"));
    assertEquals(200, status("/a", "x-key", "127.0.0.1"));
  }

  @Test
  void clients_may_be_told_apart_by_a_claim_of_their_verified_token() {
    listen();
    SignedTokens signer = new SignedTokens(vertx);
    deploy(1, config(route("/a", "a").put("token", "optional").put("rateLimit", limit(1).put("by", "claim:sub")))
      .put("tokens", signer.options()));
    String alice = "Bearer " + signer.sign(new JsonObject().put("sub", "alice"));
    String bob = "Bearer " + signer.sign(new JsonObject().put("sub", "bob"));
    assertEquals(200, status("/a", "authorization", alice));
    assertEquals(200, status("/a", "authorization", bob));
    assertEquals(429, status("/a", "authorization", "Bearer "
      + signer.sign(new JsonObject().put("sub", "alice").put("n", 1))));
    assertEquals(401, status("/a", "authorization", alice.replace('.', 'x')));
    assertEquals(200, status("/a"));
    assertEquals(429, status("/a"));
  }

  @Test
  void a_limit_by_address_counts_requests_with_bad_tokens() {
    listen();
    SignedTokens signer = new SignedTokens(vertx);
    deploy(1, config(route("/a", "a").put("token", "required").put("rateLimit", limit(2)))
      .put("tokens", signer.options()));
    assertEquals(401, status("/a", "authorization", "Bearer x.y.z"));
    assertEquals(401, status("/a"));
    assertEquals(429, status("/a", "authorization", "Bearer " + signer.sign(new JsonObject())));
  }
}
