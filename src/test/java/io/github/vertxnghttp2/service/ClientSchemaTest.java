package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RecorderOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.json.schema.OutputUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The schema for editors says of each key what the options classes check at the start. */
class ClientSchemaTest {
  private static final Path CONF = Path.of(System.getProperty("project.basedir", "."), "conf/client.json");

  private final SchemaCheck check = SchemaCheck.of("client.schema.json");

  @Test
  void the_top_is_that_of_the_verticle() {
    check.assertTop(ClientVerticleOptions.class, new ClientVerticleOptions().toJson());
    assertFalse(check.schema().containsKey("required"));
  }

  @Test
  void each_definition_is_that_of_its_class() {
    check.assertDefinition("clientOptions", ClientOptions.class, new ClientOptions().toJson(), "host", "port", "ssl");
    check.assertDefinition("streams", StreamOptions.class, new StreamOptions().toJson());
    check.assertDefinition("limits", Http2Limits.class, new Http2Limits().toJson());
    check.assertDefinition("recorder", RecorderOptions.class, new RecorderOptions().toJson());
    check.assertDefinition("http2", Http2Options.class, new Http2Options().toJson());
    check.assertDefinition("settings", Http2Settings.class, new Http2Options().getSettings().toJson());
    check.assertDefinition("pemKeyCertOptions", PemKeyCertOptions.class, new JsonObject());
    check.assertDefinition("pemTrustOptions", PemTrustOptions.class, new JsonObject());
    assertEquals(8, check.definitions());
  }

  @Test
  void the_file_that_is_shipped_is_good_for_both() throws IOException {
    JsonObject config = new JsonObject(Files.readString(CONF));
    OutputUnit said = check.validate(config);
    assertTrue(said.getValid(), () -> said.toJson().encodePrettily());
    ClientVerticleOptions options = new ClientVerticleOptions(config);
    assertTrue(options.getOrigins().get("https://localhost:8443").isTrustAll());
    OutputUnit whole = check.validate(options.toJson());
    assertTrue(whole.getValid(), () -> whole.toJson().encodePrettily());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'adress': 'x'}", "{'address': 7}", "{'address': ''}", "{'timeout': 0}",
    "{'keepAlive': '1 s'}",
    "{'maxBodySize': -1}", "{'maxConnections': 0}", "{'defaults': {'host': 'h'}}", "{'defaults': {'http2': {'x': 1}}}",
    "{'origins': []}", "{'origins': {'http://h': 7}}", "{'origins': {'h': {}}}", "{'origins': {'http://h/p': {}}}",
    "{'allow': ['internal']}", "{'allow': 'public'}", "{'deny': [1]}", "{'deny': ['http://h/p']}",
    "{'origins': {'http://h': {'ssl': true}}}", "{'streams': {'credit': 1}}"})
  void schema_and_options_reject_the_same(String json) {
    JsonObject config = new JsonObject(json.replace('\'', '"'));
    assertFalse(check.validate(config).getValid(), json);
    assertThrows(IllegalArgumentException.class, () -> new ClientVerticleOptions(config), json);
  }
}
