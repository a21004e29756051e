package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RecorderOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrafficShapingOptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The schema for editors says of each key what the options classes check at the start. */
class ServerSchemaTest {
  private static final Path CONF = Path.of(System.getProperty("project.basedir", "."), "conf/server.json");

  private final SchemaCheck check = SchemaCheck.of("server.schema.json");

  @Test
  void the_top_is_that_of_the_verticle() {
    check.assertTop(ServerVerticleOptions.class, new ServerVerticleOptions().toJson());
    assertEquals("[\"listeners\"]", check.schema().getJsonArray("required").encode());
  }

  /** The schema names each limit. */
  @Test
  void the_file_that_is_shipped_names_the_limits_with_their_defaults() throws IOException {
    JsonObject config = new JsonObject(Files.readString(CONF));
    new ServerVerticleOptions(config);
    JsonObject listener = config.getJsonArray("listeners").getJsonObject(0);
    JsonObject defaults = new ServerOptions().toJson();
    for (String key : List.of("headersTimeout", "bodyTimeout", "idleTimeout", "maxConnectionAge", "maxConnections",
      "maxConnectionsPerAddress", "maxBufferedBytes")) {
      assertEquals(defaults.getValue(key), listener.getValue(key), key);
    }
    JsonObject http2 = listener.getJsonObject("http2");
    JsonObject http2Defaults = new Http2Options().toJson();
    assertEquals(http2Defaults.getJsonObject("limits"), http2.getJsonObject("limits"));
    assertEquals(http2Defaults, http2Defaults.copy().mergeIn(http2, true));
  }

  @Test
  void each_definition_is_that_of_its_class() {
    check.assertDefinition("route", RouteOptions.class, new RouteOptions().toJson());
    assertEquals("[\"path\",\"address\"]", check.definition("route").getJsonArray("required").encode());
    check.assertDefinition("choice", ChoiceOptions.class, new ChoiceOptions().toJson());
    check.assertDefinition("rateLimit", RateLimitOptions.class, new RateLimitOptions().toJson());
    check.assertDefinition("tokens", TokenOptions.class, new TokenOptions().toJson());
    check.assertDefinition("streams", StreamOptions.class, new StreamOptions().toJson());
    check.assertDefinition("health", HealthOptions.class, new HealthOptions().toJson());
    check.assertDefinition("listener", ServerOptions.class, new ServerOptions().toJson());
    check.assertDefinition("limits", Http2Limits.class, new Http2Limits().toJson());
    check.assertDefinition("recorder", RecorderOptions.class, new RecorderOptions().toJson());
    check.assertDefinition("http2", Http2Options.class, new Http2Options().toJson());
    check.assertDefinition("settings", Http2Settings.class, new Http2Options().getSettings().toJson());
    check.assertDefinition("pemKeyCertOptions", PemKeyCertOptions.class, new JsonObject());
    check.assertDefinition("pemTrustOptions", PemTrustOptions.class, new JsonObject());
    check.assertDefinition("trafficShapingOptions", TrafficShapingOptions.class, new JsonObject());
    check.assertDefinition("deployment", DeploymentOptions.class, new DeploymentOptions().toJson(), "classLoader");
    assertEquals(15, check.definitions());
  }
}
