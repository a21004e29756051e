package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What Vert.x's options are for the engine. */
class EngineOptionsTest {

  private static ServerOptions of(HttpServerOptions options) {
    Http2ServerConfig config = new HttpServerConfig(options).getHttp2Config();
    return EngineOptions.server(config, false);
  }

  @Test
  void quiet_streams_and_connections_live_on_by_default() {
    ServerOptions server = of(new HttpServerOptions());
    assertEquals(0, server.getBodyTimeout());
    assertEquals(0, server.getIdleTimeout());
    assertEquals(0, server.getHttp2().getSendTimeout());
    assertEquals(0, server.getHttp2().getKeepAliveInterval());
    assertEquals(0, server.getMaxConnectionAge());
  }

  @Test
  void settings_are_taken_over() {
    Http2Settings settings = new Http2Settings().setMaxConcurrentStreams(7).setInitialWindowSize(100_000);
    Http2Options http2 = of(new HttpServerOptions().setInitialSettings(settings)).getHttp2();
    assertEquals(settings, http2.getSettings());
  }

  @Test
  void flood_limits_are_at_least_as_wide_as_those_of_vertx() {
    HttpServerOptions options = new HttpServerOptions().setHttp2RstFloodMaxRstFramePerWindow(50)
      .setHttp2RstFloodWindowDuration(5).setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    assertEquals(100, of(options).getHttp2().getLimits().getMaxResets());
    options.setHttp2RstFloodWindowDuration(30);
    assertEquals(50, of(options).getHttp2().getLimits().getMaxResets());
    assertEquals(50, of(options).getHttp2().getLimits().getMaxProvokedResets());
    options.setHttp2RstFloodMaxRstFramePerWindow(1000);
    assertEquals(200, of(options).getHttp2().getLimits().getMaxProvokedResets());
  }

  @Test
  void a_header_list_of_any_size_may_be_of_short_fields() {
    Http2Settings settings = new Http2Settings().setMaxHeaderListSize(1 << 20);
    assertTrue(of(new HttpServerOptions().setInitialSettings(settings)).getHttp2().getMaxHeaderFields() >= 32_768);
  }
}
