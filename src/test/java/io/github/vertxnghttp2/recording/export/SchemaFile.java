package io.github.vertxnghttp2.recording.export;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A JSON schema of {@code src/test/resources/recording}. */
final class SchemaFile {
  static final Path FOLDER = Path.of(System.getProperty("project.basedir", "."), "src/test/resources/recording");

  private final Validator validator;

  SchemaFile(String name) throws IOException {
    validator = Validator.create(JsonSchema.of(new JsonObject(Files.readString(FOLDER.resolve(name)))),
      new JsonSchemaOptions().setBaseUri("https://localhost").setDraft(Draft.DRAFT202012));
  }

  boolean isValid(JsonObject json) {
    return validator.validate(json).getValid();
  }

  void assertValid(JsonObject json) {
    OutputUnit result = validator.validate(json);
    assertTrue(result.getValid(), () -> json.encodePrettily() + "\n" + result.getErrors());
  }
}
