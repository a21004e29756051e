package io.github.vertxnghttp2.doctor.exam;

import io.vertx.core.json.JsonObject;

import java.util.Objects;

/**
 * What a check has found.
 *
 * @param check the name of the check, with the part after a dot: {@code settings.MAX_FRAME_SIZE}
 * @param found one sentence with numbers. Text of the peer in it is escaped
 * @param advice what to change, or {@code null} if nothing
 * @param values the same in numbers; the keys end in their unit
 */
public record Finding(String check, Verdict verdict, String found, String advice, JsonObject values) {
  public Finding {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(found, "found");
  }

  public static Finding of(String check, Verdict verdict, String found) {
    return new Finding(check, verdict, found, null, new JsonObject());
  }

  public static Finding skipped(String check, String why) {
    return of(check, Verdict.SKIPPED, why);
  }

  /** This finding with what to change. */
  public Finding advising(String change) {
    return new Finding(check, verdict, found, change, values);
  }

  /** This finding with a number or a text. */
  public Finding with(String key, Object value) {
    return new Finding(check, verdict, found, advice, values.copy().put(key, value));
  }

  /** The part of the name before the dot. */
  public String group() {
    int dot = check.indexOf('.');
    return dot < 0 ? check : check.substring(0, dot);
  }

  /** In JSON; {@code advice} is missing if there is none. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("check", check).put("verdict", verdict.name()).put("found", found);
    if (advice != null) {
      json.put("advice", advice);
    }
    return json.put("values", values);
  }
}
