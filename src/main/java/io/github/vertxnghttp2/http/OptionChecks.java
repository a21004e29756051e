package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.SettingId;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;

import java.util.Map;

/** Refuses options of Vert.x that contradict the choice of the engine, or that it cannot have. */
final class OptionChecks {
  private static final long MAX_ID = 0xffff;
  private static final long MAX_VALUE = 0xffff_ffffL;

  private OptionChecks() {
  }

  static void server(HttpServerOptions options) {
    if (options.isSsl() && !options.isUseAlpn()) {
      throw new IllegalArgumentException("useAlpn is false: without ALPN a server with TLS has no HTTP/2, for which the"
        + " engine was chosen");
    }
    if (options.isSsl() && !options.getAlpnVersions().contains(HttpVersion.HTTP_2)) {
      throw new IllegalArgumentException("alpnVersions are " + options.getAlpnVersions() + ", without HTTP_2, for which"
        + " the engine was chosen");
    }
    if (!options.isSsl() && !options.isHttp2ClearTextEnabled()) {
      throw new IllegalArgumentException("http2ClearTextEnabled is false: the server has no HTTP/2, for which the engine"
        + " was chosen");
    }
    multiplex("http2MultiplexImplementation", options.getHttp2MultiplexImplementation());
    settings(options.getInitialSettings());
  }

  static void server(HttpServerConfig config) {
    if (!config.getVersions().contains(HttpVersion.HTTP_2)) {
      throw new IllegalArgumentException("versions are " + config.getVersions() + ", without HTTP_2, for which the"
        + " engine was chosen");
    }
    Http2ServerConfig http2 = config.getHttp2Config();
    if (http2 != null) {
      multiplex("multiplexImplementation", http2.getMultiplexImplementation());
      settings(http2.getInitialSettings());
    }
  }

  static void client(HttpClientOptions options) {
    multiplex("http2MultiplexImplementation", options.getHttp2MultiplexImplementation());
    settings(options.getInitialSettings());
    if (!new HttpClientConfig(options).getVersions().contains(HttpVersion.HTTP_2)) {
      throw new IllegalArgumentException("protocolVersion is " + options.getProtocolVersion() + " and alpnVersions are "
        + options.getAlpnVersions() + ": the client has no HTTP/2, for which the engine was chosen");
    }
  }

  static void client(HttpClientConfig config) {
    if (!config.getVersions().contains(HttpVersion.HTTP_2)) {
      throw new IllegalArgumentException("versions are " + config.getVersions() + ", without HTTP_2, for which the"
        + " engine was chosen");
    }
    Http2ClientConfig http2 = config.getHttp2Config();
    if (http2 != null) {
      multiplex("multiplexImplementation", http2.getMultiplexImplementation());
      settings(http2.getInitialSettings());
    }
  }

  private static void multiplex(String option, boolean value) {
    if (value) {
      throw new IllegalArgumentException(option + " is true: that is another engine of Vert.x; leave it out, or create"
        + " the server or client with Vertx");
    }
  }

  private static void settings(Http2Settings settings) {
    if (settings == null || settings.getExtraSettings() == null) {
      return;
    }
    for (Map.Entry<Integer, Long> setting : settings.getExtraSettings().entrySet()) {
      int id = setting.getKey();
      long value = setting.getValue();
      if (id <= SettingId.MAX_HEADER_LIST_SIZE.id() || id > MAX_ID) {
        throw new IllegalArgumentException("initialSettings have an extra setting with the identifier " + id
          + "; it must be from 7 to 65535, as the others have names");
      }
      long maximum = id == SettingId.ENABLE_CONNECT_PROTOCOL.id() || id == SettingId.NO_RFC7540_PRIORITIES.id() ? 1
        : MAX_VALUE;
      if (value < 0 || value > maximum) {
        throw new IllegalArgumentException("initialSettings have the extra setting " + id + " with the value " + value
          + "; it must be from 0 to " + maximum);
      }
    }
  }
}
