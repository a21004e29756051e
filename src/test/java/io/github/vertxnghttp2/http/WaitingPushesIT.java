package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pushes that a client does not accept wait; their number is limited. */
@Timeout(60)
class WaitingPushesIT {
  private static final int LIMIT = 1000;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  @Test
  void a_client_that_accepts_no_pushes_cannot_have_any_number_of_them_wait() throws Exception {
    Events failures = new Events(null);
    HttpServer server = Engine.OURS.server(compare.vertx(), new HttpServerOptions()).requestHandler(request -> {
      request.response().push(HttpMethod.GET, "/pushed").onFailure(cause -> failures.add(cause.getMessage()));
      request.response().end();
    });
    await(server.listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake(SettingId.MAX_CONCURRENT_STREAMS.id(), 0);
      for (int i = 0; i < LIMIT + 1; i++) {
        peer.send(RawFrame.headers(2 * i + 1, true, HpackBlock.get("/")));
        assertEquals(200, peer.response(2 * i + 1).status());
      }
      peer.roundTrip();
    }
    await(server.close());
    // the others fail as the connection closes
    assertTrue(failures.all().get(0).endsWith("MAX_CONCURRENT_STREAMS 0), and 1000 wait already"),
      () -> failures.all().get(0));
    assertEquals(1, failures.all().stream().filter(text -> text.contains("wait already")).count());
  }
}
