package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.conformance.ClientScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server that attacks its client, and a second server, whose responses the client must still receive. */
abstract class HostileScript extends ClientScript {
  /** Looks when all else is closed, because it comes first. */
  final Leaks leaks = closing(new Leaks());
  private ClientSession other;

  /** Another session gets a response, whatever happens beside it. */
  final void assertOthersAreServed() {
    if (other == null) {
      ServerSession server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
        .requestHandler(request -> request.response().end("served")).listen());
      closing(() -> await(server.close()));
      other = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(
        server.actualPort())));
      closing(() -> await(other.close()));
    }
    assertEquals("served", await(other.get("/").send().compose(ClientResponse::text)), "another session");
  }

  /** The attacked session accepts requests and responds to them. */
  final void assertAlive(int stream) {
    Future<ClientResponse> response = session.get("/alive").send();
    peer.request(stream);
    peer.send(RawFrame.headers(stream, true, HpackBlock.status(204)));
    assertEquals(204, await(response).status());
    assertEquals(0, session.metrics().goAways(Direction.SENDING, ErrorCode.ENHANCE_YOUR_CALM));
  }

  static void assertExplained(Http2Exception failure, String limit) {
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
    assertTrue(failure.getMessage().contains(limit), failure.getMessage());
  }
}
