package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An endpoint writes to endpoints, and not to whatever address a message names. */
class EndpointAddressTest {
  private static final String NO_ENDPOINT = "it must be the address of an endpoint, which begins with nghttp2.node. or "
    + "nghttp2.bridged. and has at most 512 characters";
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private BusSide side;
  private ScriptedPeer peer;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    side = new BusSide(vertx, BusSide.SETTINGS);
    peer = new ScriptedPeer(vertx).talksTo(side.endpoint.address(), 1);
    ScriptedPeer.await(vertx.eventBus().consumer("some.service", message -> heard.add(message.body())).completion());
  }

  @AfterEach
  void stop() throws Exception {
    try {
      peer.expectNothing();
      assertNull(heard.poll());
      side.assertAtRest();
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }

  @Test
  void the_users_of_a_node_share_one_address_and_another_node_has_another() throws Exception {
    assertEquals(side.endpoint.address(), new BusSide(vertx, BusSide.SETTINGS).endpoint.address());
    Vertx other = Vertx.vertx();
    try {
      assertNotEquals(side.endpoint.address(), new BusSide(other, BusSide.SETTINGS).endpoint.address());
    } finally {
      ScriptedPeer.await(other.close());
    }
    assertTrue(side.endpoint.address().startsWith("nghttp2.node.-."));
    assertNull(EndpointAddress.nodeId(side.endpoint.address()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8f14e45f-ceea-467f-9be5-f3c4e5c0a1b2", "host.example.org-12345", "n 1+%/\u00e4", "-1"})
  void the_address_has_the_id_of_its_node(String nodeId) {
    String address = EndpointAddress.create(nodeId);
    assertTrue(address.matches("nghttp2\\.node\\.[\\w%+*-]+\\.[0-9a-f-]{36}"), address);
    assertEquals(nodeId, EndpointAddress.nodeId(address));
    assertNotEquals(address, EndpointAddress.create(nodeId));
  }

  @Test
  void the_address_of_an_endpoint_behind_a_bridge_has_no_node() {
    assertNull(EndpointAddress.nodeId("nghttp2.bridged.some.thing"));
    assertNull(EndpointAddress.nodeId("some.service"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"some.service", "nghttp2.bridged.", "xnghttp2.bridged.x", "nghttp2.streams.x",
    "nghttp2.node.x",
    "nghttp2.node.x.", "nghttp2.node..x", "nghttp2.node.%4.x", ""})
  void ping_with_another_address_fails_and_gets_no_pong(String address) throws Exception {
    ReplyException failure = peer.refused(new JsonObject().put("type", "PING").put("address", address).put("token",
      "t"));
    assertEquals(400, failure.failureCode());
    assertEquals("address is \"" + address + "\"; " + NO_ENDPOINT, failure.getMessage());
  }

  @Test
  void open_from_elsewhere_is_refused() throws Exception {
    String service = side.serve();
    JsonObject open = peer.open("json", 0, false).put("address", "some.service");
    ReplyException failure = peer.talksTo(service, 1).refused(open);
    assertEquals(400, failure.failureCode());
    assertEquals("address is \"some.service\"; " + NO_ENDPOINT, failure.getMessage());
    peer.talksTo(side.endpoint.address(), 1);
  }

  @Test
  void an_address_that_is_too_long_is_refused() throws Exception {
    String address = "nghttp2.bridged." + "x".repeat(500);
    ReplyException failure = peer.refused(new JsonObject().put("type", "PING").put("address", address).put("token",
      "t"));
    assertEquals(400, failure.failureCode());
    assertTrue(failure.getMessage().endsWith(NO_ENDPOINT), failure.getMessage());
  }

  @Test
  void accept_from_elsewhere_is_a_failure_and_nothing_is_sent_there() throws Exception {
    ScriptedPeer.await(vertx.eventBus().<JsonObject>consumer("accepts", open -> open.reply(new JsonObject().put("type",
      "ACCEPT").put("version", 2)
      .put("address", "some.service").put("stream", 1).put("credit", 0))).completion());
    Recorder recorder = side.open("accepts", false, FrameForm.JSON, 600_000);
    recorder.expect("closed", "failure MalformedMessageException");
    assertTrue(recorder.refused.getMessage().contains(NO_ENDPOINT), recorder.refused.getMessage());
  }
}
