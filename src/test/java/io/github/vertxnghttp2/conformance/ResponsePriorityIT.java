package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The priority of a response as the application of a server sees and chooses it, RFC 9218. */
class ResponsePriorityIT extends ServerScript {
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();

  @Test
  void the_application_sees_what_the_client_has_asked_for() {
    serve(request -> request.respond(200, "[" + request.priority() + "]"));
    ClientSession client = client();
    assertEquals("[]", await(client.get("/").send().compose(response -> response.text())));
    assertEquals("[u=1, i]", await(client.get("/").setPriority(1, true).send().compose(response -> response.text())));
    assertEquals("[u=6]", await(client.get("/").putHeader("priority", "u=6, i=?0, x=y").send()
      .compose(response -> response.text())));
  }

  @Test
  void the_application_sees_changes_until_it_chooses_itself() {
    Promise<ServerRequest> arrived = Promise.promise();
    serve(arrived::complete);
    ClientRequest asking = client().get("/").setPriority(5, false);
    asking.send();
    ServerRequest request = await(arrived.future());
    assertEquals(new Priority(5, false), request.priority());
    FramePeer other = open();
    other.roundTrip();
    request.response().setPriority(2, true); // on a thread of the test
    asking.setPriority(0, false);
    assertAlive(other, 1);
    assertEquals(new Priority(2, true), await(request.connection().ping().map(ponged -> request.priority())));
    assertThrows(IllegalArgumentException.class, () -> request.response().setPriority(8, false));
  }

  @Test
  void the_choice_of_the_application_changes_the_order_also_after_the_head() {
    List<ServerRequest> requests = new ArrayList<>();
    serve(request -> {
      requests.add(request);
      request.response().end(Buffer.buffer(new byte[16_384]));
      if (requests.size() == 3) {
        requests.get(2).response().setPriority(0, false);
        requests.get(0).response().setPriority(7, false);
      }
    });
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 0);
    for (int streamId = 1; streamId < 6; streamId += 2) {
      peer.send(RawFrame.headers(streamId, true, HpackBlock.get("/")));
    }
    for (int i = 0; i < 3; i++) {
      peer.headers(peer.readUntil(FrameType.HEADERS));
    }
    peer.roundTrip().send(RawFrame.settings(INITIAL_WINDOW_SIZE, 1 << 20));
    List<Integer> order = new ArrayList<>();
    while (order.size() < 3) {
      RawFrame frame = peer.readUntil(FrameType.DATA);
      if (frame.has(Flag.END_STREAM)) {
        order.add(frame.streamId());
      }
    }
    assertEquals(List.of(5, 3, 1), order);
  }

  @Test
  void the_field_of_curl_counts() throws Exception {
    serve(request -> request.respond(200, "priority " + request.priority()));
    String uri = "http://127.0.0.1:" + server.actualPort() + "/";
    Peer curl = Peer.runToEnd(List.of(Peer.find("curl", "curl"), "--no-progress-meter", "--max-time", "60",
      "--noproxy", "*", "--http2-prior-knowledge", "-w", "\n", "-H", "priority: u=4, i", uri));
    assertEquals("priority u=4, i", curl.awaitLine("priority "));
  }
}
