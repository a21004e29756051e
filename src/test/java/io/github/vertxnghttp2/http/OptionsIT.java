package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Map;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a peer and the log see of Vert.x's options. */
@Timeout(60)
class OptionsIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private HttpServer serve(HttpServerOptions options) throws Exception {
    return await(Engine.OURS.server(compare.vertx(), options).requestHandler(request -> request.response().end("x"))
      .listen(0, "localhost"));
  }

  @Test
  void settings_and_the_window_of_the_connection_are_sent() throws Exception {
    HttpServer server = serve(new HttpServerOptions().setHttp2ConnectionWindowSize(200_000)
      .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(7).setInitialWindowSize(70_000)
        .setMaxFrameSize(20_000).setMaxHeaderListSize(9_000).setHeaderTableSize(100)
        .setExtraSettings(Map.of(SettingId.NO_RFC7540_PRIORITIES.id(), 1L))));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      RawFrame settings = peer.handshake();
      Map<SettingId, Long> expected = Map.of(SettingId.MAX_CONCURRENT_STREAMS, 7L, SettingId.INITIAL_WINDOW_SIZE,
        70_000L, SettingId.MAX_FRAME_SIZE, 20_000L, SettingId.MAX_HEADER_LIST_SIZE, 9_000L,
        SettingId.HEADER_TABLE_SIZE, 100L, SettingId.NO_RFC7540_PRIORITIES, 1L);
      expected.forEach((id, value) -> assertEquals(value, settings.setting(id, -1), id.toString()));
      RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
      assertEquals(0, update.streamId());
      assertEquals(200_000 - 65_535, update.increment());
    }
    await(server.close());
  }

  @Test
  void the_activity_that_is_logged_has_frames_and_bytes() throws Exception {
    try (LogLines frames = LogLines.of("io.github.vertxnghttp2.frames");
         LogLines bytes = LogLines.of("io.netty.handler.logging.LoggingHandler")) {
      HttpServer server = serve(new HttpServerOptions().setLogActivity(true));
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.handshake();
        peer.send(RawFrame.headers(1, true, HpackBlock.get("/")));
        assertEquals("x", peer.response(1).text());
      }
      await(server.close());
      assertTrue(frames.contains("HEADERS"), frames::toString);
      assertTrue(bytes.contains("READ"), bytes::toString);
    }
  }
}
