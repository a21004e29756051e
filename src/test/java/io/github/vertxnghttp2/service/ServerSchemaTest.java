package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrafficShapingOptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The schema for editors says of each key what the options classes check at the start. */
class ServerSchemaTest {
  /** A value of each type, and what else options may want. */
  private static final Map<String, Object> SAMPLES = Map.of("boolean", true, "integer", 2_000, "string", "some text",
    "array", new JsonArray().add("some text"), "object", new JsonObject());

  private final JsonObject schema = read();
  private final JsonObject definitions = schema.getJsonObject("$defs");

  private static JsonObject read() {
    try (InputStream in = ServerVerticle.class.getResourceAsStream("server.schema.json")) {
      return new JsonObject(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_top_is_that_of_the_verticle() {
    assertEquals("https://json-schema.org/draft/2020-12/schema", schema.getString("$schema"));
    JsonObject top = schema.copy();
    top.getJsonObject("properties").remove("$schema");
    assertAgrees(top, ServerVerticleOptions.class, new ServerVerticleOptions().toJson());
    assertEquals("[\"listeners\"]", schema.getJsonArray("required").encode());
  }

  @Test
  void each_definition_is_that_of_its_class() {
    assertAgrees("route", RouteOptions.class, new RouteOptions().toJson());
    assertEquals("[\"path\",\"address\"]", definitions.getJsonObject("route").getJsonArray("required").encode());
    assertAgrees("streams", StreamOptions.class, new StreamOptions().toJson());
    assertAgrees("listener", ServerOptions.class, new ServerOptions().toJson());
    assertAgrees("http2", Http2Options.class, new Http2Options().toJson());
    assertAgrees("settings", Http2Settings.class, new Http2Options().getSettings().toJson());
    assertAgrees("pemKeyCertOptions", PemKeyCertOptions.class, new JsonObject());
    assertAgrees("pemTrustOptions", PemTrustOptions.class, new JsonObject());
    assertAgrees("trafficShapingOptions", TrafficShapingOptions.class, new JsonObject());
    assertEquals(8, definitions.size());
  }

  private void assertAgrees(String definition, Class<?> options, JsonObject defaults) {
    assertAgrees(definitions.getJsonObject(definition), options, defaults);
  }

  private void assertAgrees(JsonObject object, Class<?> options, JsonObject defaults) {
    assertEquals("object false", object.getString("type") + " " + object.getBoolean("additionalProperties"));
    JsonObject properties = object.getJsonObject("properties");
    JsonObject known = new JsonObject(defaults.encode()); // numbers as a file has them
    assertEquals(new TreeSet<>(StrictJson.keysOf(options)), new TreeSet<>(properties.fieldNames()), options.getSimpleName());
    for (String key : properties.fieldNames()) {
      JsonObject property = properties.getJsonObject(key);
      SAMPLES.forEach((type, sample) -> assertEquals(allows(property, type, sample), isTaken(options, key, sample),
        () -> options.getSimpleName() + "." + key + " = " + sample));
      for (Object constant : property.getJsonArray("enum", new JsonArray())) {
        assertTrue(isTaken(options, key, constant), () -> key + " = " + constant);
      }
      Object value = known.getValue(key);
      if (!(value instanceof JsonObject || value instanceof JsonArray || property.containsKey("$ref"))) {
        assertEquals(value, property.getValue("default"), () -> "default of " + options.getSimpleName() + "." + key);
      }
    }
  }

  private boolean allows(JsonObject property, String type, Object sample) {
    if (property.containsKey("enum")) {
      return property.getJsonArray("enum").contains(sample);
    }
    if (property.containsKey("$ref")) {
      return type.equals("object");
    }
    List<?> types = property.getValue("type") instanceof JsonArray several ? several.getList() : List.of(property.getString("type"));
    boolean ofStrings = !property.containsKey("items") || "string".equals(property.getJsonObject("items").getString("type"));
    return types.contains(type) && (!type.equals("array") || ofStrings);
  }

  private static boolean isTaken(Class<?> options, String key, Object value) {
    try {
      StrictJson.check(new JsonObject().put(key, value), options, "");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
