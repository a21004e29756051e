package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** Reads a JSON object from a message. A failure names the path of the member that is missing or wrong. */
public final class JsonReader {
  /** The largest whole number that JSON keeps exactly in all languages: 2<sup>53</sup> - 1. */
  public static final long MAX_NUMBER = (1L << 53) - 1;

  private final JsonObject json;
  private final String path;

  /** @param path before the names of the members, such as {@code "request."}; may be empty */
  public JsonReader(JsonObject json, String path) {
    this.json = json;
    this.path = path;
  }

  /** @throws MalformedMessageException if the object has another key */
  public void checkKeys(List<String> allowed) {
    for (String key : json.fieldNames()) {
      if (!allowed.contains(key)) {
        throw new MalformedMessageException("unknown key " + path + key + "; allowed are " + String.join(", ",
          allowed));
      }
    }
  }

  boolean has(String name) {
    return json.containsKey(name);
  }

  /** The path of a member, for messages. */
  String path(String name) {
    return path + name;
  }

  /** A required string. */
  public String string(String name) {
    String value = optionalString(name);
    if (value == null) {
      throw missing(name, "a string");
    }
    return value;
  }

  /** A string, or {@code null}. */
  public String optionalString(String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof String)) {
      throw wrong(name, value, "a string");
    }
    return (String) value;
  }

  /** Whether a member is true; false if it is missing. */
  public boolean flag(String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof Boolean)) {
      throw wrong(name, value, "true or false");
    }
    return value != null && (Boolean) value;
  }

  /** A required whole number. */
  public long number(String name, long min, long max) {
    Object value = json.getValue(name);
    if (value == null) {
      throw missing(name, "a whole number");
    }
    return number(path + name, value, min, max);
  }

  /** A whole number. @param where its path, for messages */
  static long number(String where, Object value, long min, long max) {
    if (!(value instanceof Integer || value instanceof Long) || ((Number) value).longValue() < min
      || ((Number) value).longValue() > max) {
      throw notAllowed(where, value, "a whole number from " + min + " to " + max);
    }
    return ((Number) value).longValue();
  }

  /** An array; empty if it is missing. */
  JsonArray optionalArray(String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof JsonArray)) {
      throw wrong(name, value, "an array");
    }
    return value == null ? new JsonArray() : (JsonArray) value;
  }

  /** An object, or {@code null}. */
  public JsonObject optionalObject(String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw wrong(name, value, "an object");
    }
    return (JsonObject) value;
  }

  /** Header fields; empty if they are missing. */
  public MultiMap fields(String name) {
    return JsonFields.read(optionalObject(name), path + name);
  }

  /** Required bytes, in base64 or base64url, padded or not. */
  public Buffer bytes(String name) {
    Buffer value = optionalBytes(name);
    if (value == null) {
      throw missing(name, "a string in base64");
    }
    return value;
  }

  /** Bytes in base64 or base64url, padded or not; {@code null} if they are missing. */
  public Buffer optionalBytes(String name) {
    Object value = json.getMap().get(name); // not getValue, which would encode a Buffer; the local bus keeps it
    if (value instanceof Buffer buffer) {
      return buffer;
    }
    value = json.getValue(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      throw wrong(name, value, "a string in base64");
    }
    try {
      return JsonBytes.read(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(path + name + " is not base64: " + e.getMessage());
    }
  }

  private MalformedMessageException missing(String name, String allowed) {
    return json.containsKey(name) ? wrong(name, null, allowed)
      : new MalformedMessageException(path + name + " is missing; it must be " + allowed);
  }

  /** The exception for a member with a wrong value. */
  MalformedMessageException wrong(String name, Object value, String allowed) {
    return notAllowed(path + name, value, allowed);
  }

  private static MalformedMessageException notAllowed(String where, Object value, String allowed) {
    String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return new MalformedMessageException(where + " is " + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown)
      + "; it must be " + allowed);
  }
}
