package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Compares a schema for editors with the options class that it describes. */
public final class SchemaCheck {
  /** A value of each type, and what else options may want. */
  private static final Map<String, Object> SAMPLES = Map.of("boolean", true, "integer", 2_000, "string", "some text",
    "array", new JsonArray().add("some text"), "object", new JsonObject());

  private final JsonObject schema;

  private SchemaCheck(JsonObject schema) {
    this.schema = schema;
  }

  static SchemaCheck of(String resource) {
    return of(ServerVerticle.class, resource);
  }

  /** @param resource beside a class */
  public static SchemaCheck of(Class<?> neighbour, String resource) {
    try (InputStream in = neighbour.getResourceAsStream(resource)) {
      return new SchemaCheck(new JsonObject(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public JsonObject schema() {
    return schema;
  }

  JsonObject definition(String name) {
    return schema.getJsonObject("$defs").getJsonObject(name);
  }

  int definitions() {
    return schema.getJsonObject("$defs").size();
  }

  /** The top, which has a key for editors, too. */
  public void assertTop(Class<?> options, JsonObject defaults) {
    assertEquals("https://json-schema.org/draft/2020-12/schema", schema.getString("$schema"));
    JsonObject top = schema.copy();
    top.getJsonObject("properties").remove("$schema");
    assertAgrees(top, options, defaults, List.of());
  }

  void assertDefinition(String name, Class<?> options, JsonObject defaults, String... without) {
    assertAgrees(definition(name), options, defaults, List.of(without));
  }

  private static void assertAgrees(JsonObject object, Class<?> options, JsonObject defaults,
                                   Collection<String> without) {
    assertEquals("object false", object.getString("type") + " " + object.getBoolean("additionalProperties"));
    JsonObject properties = object.getJsonObject("properties");
    Collection<String> keys = new TreeSet<>(StrictJson.keysOf(options));
    assertTrue(keys.containsAll(without));
    keys.removeAll(without);
    assertEquals(keys, new TreeSet<>(properties.fieldNames()), options.getSimpleName());
    for (String key : properties.fieldNames()) {
      JsonObject property = properties.getJsonObject(key);
      SAMPLES.forEach((type, sample) -> assertEquals(allows(property, type, sample), isTaken(options, key, sample),
        () -> options.getSimpleName() + "." + key + " = " + sample));
      for (Object constant : property.getJsonArray("enum", new JsonArray())) {
        assertTrue(isTaken(options, key, constant), () -> key + " = " + constant);
      }
      Object known = defaults.getValue(key);
      if (known instanceof JsonObject || property.containsKey("$ref") || known instanceof JsonArray array && !array
        .isEmpty()) {
        continue; // has defaults of its own
      }
      assertEquals(String.valueOf(property.getValue("default")),
        String.valueOf(known instanceof JsonArray && !property.containsKey("default") ? null : known),
        () -> "default of " + options.getSimpleName() + "." + key);
    }
  }

  private static boolean allows(JsonObject property, String type, Object sample) {
    if (property.containsKey("enum")) {
      return property.getJsonArray("enum").contains(sample);
    }
    if (property.containsKey("$ref")) {
      return type.equals("object");
    }
    List<?> types = property.getValue("type") instanceof JsonArray several ? several.getList() : List.of(
      property.getString("type"));
    boolean ofStrings = !property.containsKey("items") || "string".equals(property.getJsonObject("items").getString(
      "type"));
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

  /** What is wrong with a config by the schema. */
  public OutputUnit validate(JsonObject config) {
    return Validator.create(JsonSchema.of(schema()),
      new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("app://test").setOutputFormat(OutputFormat.Basic))
      .validate(config);
  }
}
