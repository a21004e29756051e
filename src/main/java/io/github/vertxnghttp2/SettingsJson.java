package io.github.vertxnghttp2;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.Map;

/** {@link Http2Settings} as JSON, including {@code extraSettings}, which the JSON of Vert.x does not have. */
final class SettingsJson {
  private static final String EXTRA = "extraSettings";
  private static final int ID_MAX = 0xffff;
  private static final long VALUE_MAX = 0xffffffffL;

  private SettingsJson() {
  }

  /** @param defaults for keys that are missing */
  static Http2Settings read(JsonObject json, Http2Settings defaults) {
    Http2Settings settings = new Http2Settings(defaults.toJson().mergeIn(json));
    JsonObject extra = json.getJsonObject(EXTRA);
    if (extra != null) {
      Map<Integer, Long> values = new HashMap<>();
      for (String id : extra.fieldNames()) {
        values.put(id(id), value(id, extra.getLong(id)));
      }
      settings.setExtraSettings(values);
    } else {
      settings.setExtraSettings(defaults.getExtraSettings());
    }
    return settings;
  }

  private static int id(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > ID_MAX) {
      throw new IllegalArgumentException("settings." + EXTRA + "[\"" + text
        + "\"]: the key must be the id of a setting, up to " + ID_MAX);
    }
    return Integer.parseInt(text);
  }

  private static long value(String id, Long value) {
    if (value == null || value < 0 || value > VALUE_MAX) {
      throw new IllegalArgumentException("settings." + EXTRA + "[\"" + id + "\"] is " + value
        + "; it must be a whole number from 0 to " + VALUE_MAX);
    }
    return value;
  }

  static JsonObject write(Http2Settings settings) {
    JsonObject json = settings.toJson();
    if (settings.getExtraSettings() != null) {
      JsonObject extra = new JsonObject();
      settings.getExtraSettings().forEach((id, value) -> extra.put(id.toString(), value));
      json.put(EXTRA, extra);
    }
    return json;
  }
}
