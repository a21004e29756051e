package io.github.vertxnghttp2.service.bus;

import io.vertx.core.json.JsonObject;

/** Adds up what several instances count. */
public final class StatsSum {

  private StatsSum() {
  }

  /** Adds each number of {@code counts}, also of nested objects, to the one of the same name in {@code sum}. */
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
