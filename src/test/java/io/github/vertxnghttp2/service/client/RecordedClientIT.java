package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.service.StreamedCall;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What recordings tell of the requests of {@code nghttp2:client}. */
class RecordedClientIT extends ClientVerticleCase {

  private RecordedConnection client() {
    return LiveRecordings.of(vertx).open().stream().map(LiveConnection::record).map(ClientVerticleCase::await)
      .filter(each -> each.side() == Side.CLIENT).findFirst().orElseThrow();
  }

  private static void assertQueuedBefore(RecordedConnection connection) {
    List<RecordedExchange> exchanges = connection.exchanges();
    assertEquals(1, exchanges.size());
    long queuedAt = exchanges.get(0).queuedAt();
    assertTrue(0 < queuedAt && queuedAt < connection.openedAt(), connection::toString);
  }

  @Test
  void a_request_is_queued_before_its_connection_is_there() {
    String url = serve(request -> request.respond(200, "x"));
    deploy(new JsonObject());
    assertEquals(200, fetch(get(url)).getInteger("status"));
    assertQueuedBefore(client());
    assertEquals(Map.of(), client().exchanges().get(0).labels());
  }

  @Test
  void a_stream_is_queued_before_its_connection_is_there() {
    String url = serve(request -> request.respond(200, "x"));
    deploy(new JsonObject());
    StreamClient streams = await(StreamClient.create(vertx, ADDRESS));
    StreamedCall call = streams.call(new ServiceRequest("GET", url));
    call.end();
    assertEquals(200, await(call.response()).status());
    assertQueuedBefore(client());
    assertEquals(Map.of("kind", "stream"), client().exchanges().get(0).labels());
    await(streams.close());
  }
}
