package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The priorities of RFC 9218 that a client sends. */
class ClientPrioritiesIT extends ClientScript {
  private static final long NO_RFC7540_PRIORITIES = SettingId.NO_RFC7540_PRIORITIES.id();

  /** The next PRIORITY_UPDATE: the stream and the field value. */
  private String update() {
    RawFrame frame = peer.expect(FrameType.PRIORITY_UPDATE, 0);
    byte[] payload = frame.payload();
    return frame.uint32(0) + " " + new String(payload, 4, payload.length - 4, StandardCharsets.US_ASCII);
  }

  private void respond(int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(204)));
  }

  @Test
  void a_priority_is_sent_with_the_head() {
    open();
    Future<ClientResponse> first = session.get("/").setPriority(1, true).send();
    assertEquals("u=1, i", peer.expectHeaders(1).get("priority"));
    Future<ClientResponse> second = session.get("/").setPriority(0, true).setPriority(3, false).send();
    assertEquals("u=3", peer.expectHeaders(3).get("priority"));
    respond(1);
    respond(3);
    assertEquals(204, await(first).status());
    assertEquals(204, await(second).status());
  }

  @Test
  void a_priority_after_the_head_is_sent_in_a_frame() {
    open(NO_RFC7540_PRIORITIES, 1);
    ClientRequest request = session.get("/");
    Future<ClientResponse> response = request.send();
    HeaderList head = peer.expectHeaders(1);
    assertNull(head.get("priority"));
    request.setPriority(5, true);
    assertEquals("1 u=5, i", update());
    request.setPriority(3, false);
    assertEquals("1 ", update());
    respond(1);
    assertEquals(204, await(response).status());
    request.setPriority(1, false); // the stream is closed
    assertSilence(peer);
  }

  @Test
  void a_server_that_has_not_left_the_old_scheme_gets_no_frame() {
    open();
    ClientRequest request = session.get("/");
    Future<ClientResponse> response = request.send();
    peer.expectHeaders(1);
    request.setPriority(0, false);
    assertSilence(peer);
    respond(1);
    assertEquals(204, await(response).status());
  }

  @Test
  void the_frame_of_a_request_that_waits_for_a_stream_is_sent_with_its_head() {
    open(NO_RFC7540_PRIORITIES, 1, SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> first = session.get("/").send();
    peer.expectHeaders(1);
    ClientRequest request = session.get("/").setPriority(6, false);
    Future<ClientResponse> second = request.send();
    request.setPriority(2, false);
    assertSilence(peer);
    respond(1);
    await(first);
    assertEquals("3 u=2", update()); // libnghttp2 sends it before HEADERS that open a stream
    assertEquals("u=6", peer.expectHeaders(3).get("priority"));
    respond(3);
    assertEquals(204, await(second).status());
  }

  @Test
  void an_urgency_out_of_range_is_refused() {
    open();
    ClientRequest request = session.get("/");
    for (int urgency : new int[] {-1, 8}) {
      assertThrows(IllegalArgumentException.class, () -> request.setPriority(urgency, false));
    }
  }
}
