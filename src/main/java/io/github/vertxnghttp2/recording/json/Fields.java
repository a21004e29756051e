package io.github.vertxnghttp2.recording.json;

import io.github.vertxnghttp2.frame.FrameLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Arrays;

/**
 * The members of an object that was read, with their types and bounds. Each method throws a
 * {@link RecordingFormatException} that names the place if a member is missing or is something else.
 */
public final class Fields {
  /** The largest whole number that all programs read alike. */
  public static final long MAX_NUMBER = 1L << 53;

  private static final int SHOWN_MAX = 40;

  private final JsonObject json;
  private final String place;

  /** @param place where the object is, such as {@code line 12: data}; the name of the member comes after it */
  public Fields(JsonObject json, String place) {
    this.json = json;
    this.place = place;
  }

  /** A whole number. */
  public long number(String name, long min, long max) {
    Object value = json.getValue(name);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw wrong(name, "a whole number from " + min + " to " + max, value);
  }

  /** A whole number that is not negative. */
  public long number(String name) {
    return number(name, 0, MAX_NUMBER);
  }

  /** A number of milliseconds with a fraction, as microseconds. */
  public long millis(String name) {
    Object value = json.getValue(name);
    double millis = value instanceof Number number ? number.doubleValue() : -1;
    if (millis >= 0 && millis <= MAX_NUMBER / 1000.0) {
      return Math.round(millis * 1000);
    }
    throw wrong(name, "milliseconds", value);
  }

  /** A text; {@code null} is not one. */
  public String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw wrong(name, "a text", null);
    }
    return text;
  }

  /** A text or {@code null}. */
  public String textOrNull(String name) {
    Object value = json.getValue(name);
    if (value == null && json.containsKey(name) || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, "a text", value);
  }

  /** The name of a constant. */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    Object value = json.getValue(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw wrong(name, "one of " + Arrays.toString(type.getEnumConstants()), value);
  }

  /** Whether the member is there and is not {@code null}. */
  public boolean has(String name) {
    return json.getValue(name) != null;
  }

  /** An array. */
  public JsonArray array(String name) {
    if (json.getValue(name) instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, "an array", json.getValue(name));
  }

  /** An object. */
  public Fields object(String name) {
    if (json.getValue(name) instanceof JsonObject object) {
      return new Fields(object, place(name));
    }
    throw wrong(name, "an object", json.getValue(name));
  }

  /** A failure that names a member. */
  public RecordingFormatException wrong(String name, String expected, Object value) {
    String got = !json.containsKey(name) && value == null ? "it is missing" : "got " + shown(value);
    return new RecordingFormatException(place(name) + ": expected " + expected + ", " + got);
  }

  private String place(String name) {
    return place + (place.endsWith(": ") ? "" : ".") + name;
  }

  private static String shown(Object value) {
    if (value instanceof JsonObject || value instanceof JsonArray) {
      return value instanceof JsonObject ? "an object" : "an array";
    }
    String text = String.valueOf(value);
    String shown = FrameLog.printable(text.substring(0, Math.min(text.length(), SHOWN_MAX)))
      + (text.length() > SHOWN_MAX ? "…" : "");
    return value instanceof String ? '"' + shown + '"' : shown;
  }
}
