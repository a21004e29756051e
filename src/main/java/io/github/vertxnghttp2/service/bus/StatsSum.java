package io.github.vertxnghttp2.service.bus;

import io.vertx.core.json.JsonObject;

/** Adds up what several instances count. */
public final class StatsSum {

  private StatsSum() {
  }

  /** Adds each number, also in objects within, to that of the same name; what is no number is left out. */
  public static JsonObject add(JsonObject counts, JsonObject sum) {
    for (String name : counts.fieldNames()) {
      Object value = counts.getValue(name);
      if (value instanceof Number number) {
        sum.put(name, sum.getLong(name, 0L) + number.longValue());
      } else if (value instanceof JsonObject object) {
        sum.put(name, add(object, sum.getJsonObject(name, new JsonObject())));
      }
    }
    return sum;
  }
}
