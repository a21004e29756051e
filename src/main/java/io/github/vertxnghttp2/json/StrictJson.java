package io.github.vertxnghttp2.json;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rejects unknown keys and values of a wrong type in JSON options. Vert.x's own option converters ignore both. The keys
 * of an options class are derived from its methods: key {@code host} from {@code setHost}, key {@code crlPaths} from
 * {@code addCrlPath}. A constant of an enum is written as its {@code toString}.
 */
public final class StrictJson {
  /** Keys for which Vert.x has no setter of the same name. Only Vert.x checks what is inside their objects. */
  private static final String[] OPAQUE = {"keyStoreOptions", "trustStoreOptions", "pfxKeyCertOptions",
    "pfxTrustOptions", "jdkSslEngineOptions", "openSslEngineOptions"};

  /** The key at the top of a file that names the JSON schema. Editors use it. */
  private static final String SCHEMA = "$schema";

  /** The keys whose values, or what is inside of them, may be secret. Messages do not contain them. */
  private static final Pattern SECRET = Pattern.compile("\\b(password|keyValues?|tokens|keyStore|pubSecKeys|jwks)\\b");

  private StrictJson() {
  }

  /**
   * Checks all keys and values of an object.
   *
   * @param path where the object is in its file, for messages; empty for the whole file
   * @return the object
   * @throws IllegalArgumentException if something is wrong; the message names the key and says what is allowed
   */
  public static JsonObject check(JsonObject json, Class<?> options, String path) {
    Map<String, List<Type>> known = keys(options);
    for (String key : json.fieldNames()) {
      if (key.equals(SCHEMA) && path.isEmpty()) {
        continue;
      }
      String place = path.isEmpty() ? key : path + "." + key;
      List<Type> types = known.get(key);
      if (types == null) {
        throw new IllegalArgumentException("unknown key " + place + "; allowed are "
          + String.join(", ", known.keySet()));
      }
      checkValue(json.getValue(key), types, place);
    }
    return json;
  }

  /**
   * Creates options from the object at a path of a file.
   *
   * @param making creates the options
   * @throws IllegalArgumentException if a value is not allowed; the message is that of the options, after the path
   */
  public static <T> T at(String path, Class<?> options, Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String first = message.split("[^\\w]", 2)[0];
      throw new IllegalArgumentException(path + (keys(options).containsKey(first) ? "." : ": ") + message, e);
    }
  }

  /** The keys of these options in JSON. */
  public static Collection<String> keysOf(Class<?> options) {
    return keys(options).keySet();
  }

  private static void checkValue(Object value, List<Type> types, String place) {
    for (Type type : types) {
      if (fits(value, type)) {
        checkInside(value, type, place);
        return;
      }
    }
    String shown = SECRET.matcher(place).find() ? " must be "
      : " is " + (value instanceof String ? "\"" + value + "\"" : value) + "; it must be ";
    throw new IllegalArgumentException(place + shown + types.stream().map(StrictJson::describe).collect(
      Collectors.joining(" or ")));
  }

  private static void checkInside(Object value, Type type, String place) {
    if (value instanceof JsonObject object && isOptions(type)) {
      check(object, (Class<?>) type, place);
    } else if (value instanceof JsonArray array && element(type) != null) {
      for (int i = 0; i < array.size(); i++) {
        checkValue(array.getValue(i), List.of(element(type)), place + "[" + i + "]");
      }
    } else if (value instanceof JsonObject object && entry(type) != null) {
      for (String key : object.fieldNames()) {
        checkValue(object.getValue(key), List.of(entry(type)), place + "[\"" + key + "\"]");
      }
    }
  }

  private static Map<String, List<Type>> keys(Class<?> options) {
    Map<String, List<Type>> keys = new TreeMap<>();
    Map<String, List<Type>> added = new TreeMap<>();
    for (Method method : options.getMethods()) {
      String name = method.getName();
      if (name.length() <= 3 || method.getParameterCount() != 1 || method.isBridge()) {
        continue;
      }
      Type type = method.getGenericParameterTypes()[0];
      String key = Character.toLowerCase(name.charAt(3)) + name.substring(4);
      if (name.startsWith("set")) {
        List<Type> types = keys.computeIfAbsent(key, k -> new ArrayList<>());
        if (!types.contains(type)) {
          types.add(type);
        }
      } else if (name.startsWith("add") && isText(type)) {
        added.put(key + "s", List.of(String[].class));
      }
    }
    added.forEach(keys::putIfAbsent);
    if (keys.containsKey("keyCertOptions")) {
      keys.keySet().removeAll(List.of("keyCertOptions", "trustOptions", "sslEngineOptions"));
      keys.put("pemKeyCertOptions", List.of(PemKeyCertOptions.class));
      keys.put("pemTrustOptions", List.of(PemTrustOptions.class));
      for (String key : OPAQUE) {
        keys.put(key, List.of(JsonObject.class));
      }
    }
    return keys;
  }

  /** The type of the elements of an array type; {@code null} for other types. */
  private static Type element(Type type) {
    if (type == String[].class) {
      return String.class;
    }
    return type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw
      && Collection.class.isAssignableFrom(raw) ? parameterized.getActualTypeArguments()[0] : null;
  }

  /** Whether a value of this type is a string in JSON. Bytes are in base64. */
  private static boolean isText(Type type) {
    return type == String.class || type == Buffer.class;
  }

  /** The type of the values of a map type, whose keys are not checked; {@code null} for other types. */
  private static Type entry(Type type) {
    return type instanceof ParameterizedType parameterized && parameterized.getRawType() == Map.class
      ? parameterized.getActualTypeArguments()[1] : null;
  }

  private static boolean isObject(Type type) {
    return type == JsonObject.class || isOptions(type) || entry(type) != null;
  }

  private static boolean isOptions(Type type) {
    return type instanceof Class<?> known
      && Arrays.stream(known.getConstructors())
        .anyMatch(c -> Arrays.equals(c.getParameterTypes(), new Class<?>[] {JsonObject.class}));
  }

  private static boolean fits(Object value, Type type) {
    if (type == boolean.class) {
      return value instanceof Boolean;
    }
    if (type == int.class) {
      return value instanceof Integer;
    }
    if (type == long.class || type == Long.class || type == Duration.class) {
      return value instanceof Integer || value instanceof Long;
    }
    if (type instanceof Class<?> known && known.isEnum()) {
      return Arrays.stream(known.getEnumConstants()).anyMatch(constant -> constant.toString().equals(value));
    }
    if (isText(type)) {
      return value instanceof String;
    }
    if (element(type) != null) {
      return value instanceof JsonArray;
    }
    if (isObject(type)) {
      return value instanceof JsonObject;
    }
    return value instanceof JsonObject || value instanceof JsonArray || value instanceof String;
  }

  private static String describe(Type type) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a whole number of milliseconds";
    }
    if (type == int.class || type == long.class || type == Long.class) {
      return "a whole number" + (type == int.class ? " of at most " + Integer.MAX_VALUE : "");
    }
    if (type instanceof Class<?> known && known.isEnum()) {
      return Arrays.stream(known.getEnumConstants()).map(Object::toString)
        .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (isText(type)) {
      return "a string";
    }
    if (element(type) != null) {
      return isText(element(type)) ? "an array of strings" : "an array of objects";
    }
    return isObject(type) ? "an object" : "an object or an array";
  }
}
