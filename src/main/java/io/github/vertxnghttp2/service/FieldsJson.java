package io.github.vertxnghttp2.service;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;

/** Header fields in JSON: a string for each name, or an array of strings where a name stands more than once. */
final class FieldsJson {

  private FieldsJson() {
  }

  /** The names become lower case. */
  static JsonObject write(MultiMap fields) {
    JsonObject json = new JsonObject();
    for (String name : fields.names()) {
      List<String> values = fields.getAll(name);
      json.put(name.toLowerCase(Locale.ROOT), values.size() == 1 ? values.get(0) : new JsonArray(values));
    }
    return json;
  }

  /**
   * @param key of the fields, which may be missing
   * @param path of the object
   * @throws IllegalArgumentException that names the path of what is not of that form
   */
  static void read(JsonObject json, String key, String path, MultiMap fields) {
    if (!json.containsKey(key)) {
      return;
    }
    if (!(json.getValue(key) instanceof JsonObject object)) {
      throw new IllegalArgumentException(path + "." + key + " must be an object with a string or an array of strings for each name");
    }
    for (String name : object.fieldNames()) {
      Object value = object.getValue(name);
      if (value instanceof String text) {
        fields.add(name, text);
      } else if (value instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)) {
        array.forEach(each -> fields.add(name, (String) each));
      } else {
        throw new IllegalArgumentException(path + "." + key + "[\"" + name + "\"] must be a string or an array of strings");
      }
    }
  }
}
