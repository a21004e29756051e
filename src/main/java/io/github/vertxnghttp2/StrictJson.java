package io.github.vertxnghttp2;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Refuses what Vert.x's own option converters pass over in silence: unknown keys and values of a wrong type. A key stands
 * for a setter of the options class.
 */
final class StrictJson {
  /** Objects that are options in their turn. */
  private static final Map<String, Class<?>> NESTED = Map.of(
    "http2", Http2Options.class,
    "settings", Http2Settings.class,
    "pemKeyCertOptions", PemKeyCertOptions.class,
    "pemTrustOptions", PemTrustOptions.class);
  /** Objects whose keys Vert.x documents; they have no setter of their name. */
  private static final String[] OPAQUE = {"keyStoreOptions", "trustStoreOptions", "pfxKeyCertOptions", "pfxTrustOptions",
    "jdkSslEngineOptions", "openSslEngineOptions"};

  private StrictJson() {
  }

  /**
   * @param path of the object in its file, for messages; empty for the whole file
   * @return the object
   * @throws IllegalArgumentException that names the key, and what is allowed
   */
  static JsonObject check(JsonObject json, Class<?> options, String path) {
    Map<String, Class<?>> known = keys(options);
    for (String key : json.fieldNames()) {
      String place = path.isEmpty() ? key : path + "." + key;
      Class<?> type = known.get(key);
      if (type == null) {
        throw new IllegalArgumentException("unknown key " + place + "; allowed are " + String.join(", ", known.keySet()));
      }
      Object value = json.getValue(key);
      if (!fits(value, type)) {
        throw new IllegalArgumentException(place + " is " + (value instanceof String ? "\"" + value + "\"" : value)
          + "; it must be " + describe(type));
      }
      if (NESTED.containsKey(key) && value instanceof JsonObject object) {
        check(object, NESTED.get(key), place);
      }
    }
    return json;
  }

  private static Map<String, Class<?>> keys(Class<?> options) {
    Map<String, Class<?>> keys = new TreeMap<>();
    for (Method method : options.getMethods()) {
      String name = method.getName();
      if (name.length() > 3 && name.startsWith("set") && method.getParameterCount() == 1) {
        keys.put(Character.toLowerCase(name.charAt(3)) + name.substring(4), method.getParameterTypes()[0]);
      }
    }
    if (keys.containsKey("keyCertOptions")) {
      keys.keySet().removeAll(List.of("keyCertOptions", "trustOptions", "sslEngineOptions"));
      keys.put("pemKeyCertOptions", JsonObject.class);
      keys.put("pemTrustOptions", JsonObject.class);
      for (String key : OPAQUE) {
        keys.put(key, JsonObject.class);
      }
    }
    return keys;
  }

  private static boolean fits(Object value, Class<?> type) {
    if (type == boolean.class) {
      return value instanceof Boolean;
    }
    if (type == int.class || type == long.class) {
      return value instanceof Integer || value instanceof Long;
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants()).anyMatch(constant -> ((Enum<?>) constant).name().equals(value));
    }
    if (type == String.class) {
      return value instanceof String;
    }
    return value instanceof JsonObject || value instanceof JsonArray || value instanceof String;
  }

  private static String describe(Class<?> type) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants()).map(constant -> ((Enum<?>) constant).name())
        .collect(Collectors.joining(", ", "one of ", ""));
    }
    return type == String.class ? "a string" : "an object or an array";
  }
}
