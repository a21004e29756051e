package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.limits.Limit.Consequence;

/**
 * A peer exceeded a limit.
 *
 * @param text for a person: the setting, its value, and what there was too much of
 * @param consequence what it leads to here
 */
public record LimitReached(Limit limit, String text, Consequence consequence) {

  /**
   * With the text and the consequence of the limit's row.
   *
   * @param value of the limit
   * @param details that the text asks for beside the value
   */
  public static LimitReached of(Limit limit, long value, Object... details) {
    return new LimitReached(limit, limit.text(value, details), limit.consequence());
  }
}
