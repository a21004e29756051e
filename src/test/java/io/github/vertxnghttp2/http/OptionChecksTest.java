package io.github.vertxnghttp2.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Options that contradict the choice of the engine are refused by their names. */
class OptionChecksTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static void assertRefused(String named, Executable creation) {
    String text = assertThrows(IllegalArgumentException.class, creation).getMessage();
    assertTrue(text.startsWith(named), text);
  }

  private void assertRefused(String named, HttpServerOptions options) {
    assertRefused(named, () -> Nghttp2Http.createHttpServer(vertx, options));
  }

  @Test
  void a_server_without_http2_is_refused() {
    assertRefused("http2ClearTextEnabled is false", new HttpServerOptions().setHttp2ClearTextEnabled(false));
    assertRefused("useAlpn is false", new HttpServerOptions().setSsl(true).setUseAlpn(false));
    assertRefused("alpnVersions are [HTTP_1_1]", new HttpServerOptions().setSsl(true).setUseAlpn(true)
      .setAlpnVersions(List.of(HttpVersion.HTTP_1_1)));
    assertRefused("versions are [HTTP_1_1]", () -> Nghttp2Http.createHttpServer(vertx, new HttpServerConfig()
      .setVersions(HttpVersion.HTTP_1_1), null));
  }

  @Test
  void a_client_without_http2_is_refused() {
    assertRefused("protocolVersion is HTTP_1_1 ", () -> Nghttp2Http.createHttpClient(vertx, new HttpClientOptions(),
      new PoolOptions()));
    assertRefused("protocolVersion is HTTP_1_1 and alpnVersions are [HTTP_1_1]", () -> Nghttp2Http
      .createHttpClient(vertx, new HttpClientOptions().setSsl(true).setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_1_1)), new PoolOptions()));
    assertRefused("versions are [HTTP_1_1]", () -> Nghttp2Http.createHttpClient(vertx, new HttpClientConfig()
      .setVersions(List.of(HttpVersion.HTTP_1_1)), null, new PoolOptions()));
  }

  @Test
  void a_client_that_may_speak_http2_is_taken() {
    assertDoesNotThrow(() -> Nghttp2Http.createHttpClient(vertx, new HttpClientOptions()
      .setProtocolVersion(HttpVersion.HTTP_2), new PoolOptions()));
    assertDoesNotThrow(() -> Nghttp2Http.createHttpClient(vertx, new HttpClientOptions().setSsl(true).setUseAlpn(true)
      .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)), new PoolOptions()));
    assertDoesNotThrow(() -> Nghttp2Http.createHttpClient(vertx, new HttpClientConfig()
      .setVersions(List.of(HttpVersion.HTTP_2)), null, new PoolOptions()));
  }

  @Test
  void a_server_or_client_with_another_engine_is_refused() {
    assertRefused("http2MultiplexImplementation is true", new HttpServerOptions()
      .setHttp2MultiplexImplementation(true));
    assertRefused("multiplexImplementation is true", () -> Nghttp2Http.createHttpServer(vertx, new HttpServerConfig()
      .setHttp2Config(new Http2ServerConfig().setMultiplexImplementation(true)), null));
    assertRefused("http2MultiplexImplementation is true", () -> Nghttp2Http.createHttpClient(vertx,
      new HttpClientOptions().setHttp2MultiplexImplementation(true), new PoolOptions()));
  }

  @ParameterizedTest
  @CsvSource({"5, 20000", "65536, 1", "8, 2", "9, 2", "8, -1", "77, 4294967296"})
  void a_setting_out_of_its_range_is_refused(int id, long value) {
    Http2Settings settings = new Http2Settings();
    try {
      settings.setExtraSettings(Map.of(id, value));
    } catch (IllegalArgumentException e) {
      return; // Vert.x refuses it
    }
    assertRefused("initialSettings have ", new HttpServerOptions().setInitialSettings(settings));
    assertRefused("initialSettings have ", () -> Nghttp2Http.createHttpClient(vertx,
      new HttpClientOptions().setInitialSettings(settings), new PoolOptions()));
  }

  @Test
  void settings_in_their_range_are_taken() {
    Http2Settings settings = new Http2Settings().setExtraSettings(Map.of(8, 0L, 9, 1L, 65_535, 0xffff_ffffL));
    assertDoesNotThrow(() -> Nghttp2Http.createHttpServer(vertx, new HttpServerOptions()
      .setInitialSettings(settings)));
    assertDoesNotThrow(() -> Nghttp2Http.createHttpServer(vertx, new HttpServerConfig()
      .setHttp2Config(new Http2ServerConfig().setInitialSettings(settings)), null));
  }
}
