package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrafficShapingOptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The schema for editors says of each key what the options classes check at the start. */
class ServerSchemaTest {
  private final SchemaCheck check = SchemaCheck.of("server.schema.json");

  @Test
  void the_top_is_that_of_the_verticle() {
    check.assertTop(ServerVerticleOptions.class, new ServerVerticleOptions().toJson());
    assertEquals("[\"listeners\"]", check.schema().getJsonArray("required").encode());
  }

  @Test
  void each_definition_is_that_of_its_class() {
    check.assertDefinition("route", RouteOptions.class, new RouteOptions().toJson());
    assertEquals("[\"path\",\"address\"]", check.definition("route").getJsonArray("required").encode());
    check.assertDefinition("streams", StreamOptions.class, new StreamOptions().toJson());
    check.assertDefinition("listener", ServerOptions.class, new ServerOptions().toJson());
    check.assertDefinition("limits", Http2Limits.class, new Http2Limits().toJson());
    check.assertDefinition("http2", Http2Options.class, new Http2Options().toJson());
    check.assertDefinition("settings", Http2Settings.class, new Http2Options().getSettings().toJson());
    check.assertDefinition("pemKeyCertOptions", PemKeyCertOptions.class, new JsonObject());
    check.assertDefinition("pemTrustOptions", PemTrustOptions.class, new JsonObject());
    check.assertDefinition("trafficShapingOptions", TrafficShapingOptions.class, new JsonObject());
    assertEquals(9, check.definitions());
  }
}
