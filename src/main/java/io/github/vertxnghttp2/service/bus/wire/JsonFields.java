package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Locale;
import java.util.Map;

/**
 * Header fields in JSON: an object with a string for each name, or an array of strings for a name with several values.
 */
public final class JsonFields {

  private JsonFields() {
  }

  /** @return an object with names in lower case; empty if there are no fields */
  public static JsonObject write(MultiMap fields) {
    JsonObject json = new JsonObject();
    for (Map.Entry<String, String> field : fields) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      Object before = json.getValue(name);
      if (before == null) {
        json.put(name, field.getValue());
      } else if (before instanceof JsonArray values) {
        values.add(field.getValue());
      } else {
        json.put(name, new JsonArray().add(before).add(field.getValue()));
      }
    }
    return json;
  }

  /**
   * The fields of an object.
   *
   * @param json may be {@code null}
   * @param path of the object, for messages
   * @throws MalformedMessageException if a value is neither a string nor an array of strings
   */
  public static MultiMap read(JsonObject json, String path) {
    MultiMap fields = HttpHeaders.headers();
    if (json == null) {
      return fields;
    }
    for (String name : json.fieldNames()) {
      Object value = json.getValue(name);
      if (value instanceof String text) {
        add(fields, name, text, path);
      } else if (value instanceof JsonArray values) {
        for (int i = 0; i < values.size(); i++) {
          if (!(values.getValue(i) instanceof String text)) {
            throw wrong(path, name);
          }
          add(fields, name, text, path);
        }
      } else {
        throw wrong(path, name);
      }
    }
    return fields;
  }

  /** @throws MalformedMessageException if the field is not allowed */
  public static void add(MultiMap fields, String name, String value, String path) {
    if (name.isEmpty()) {
      throw new MalformedMessageException(path + "[\"\"] is not allowed: the name of a field must not be empty");
    }
    try {
      fields.add(name, value);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(path + "[\"" + name + "\"] is not allowed: " + e.getMessage());
    }
  }

  private static MalformedMessageException wrong(String path, String name) {
    return new MalformedMessageException(path + "[\"" + name + "\"] must be a string or an array of strings");
  }
}
