package io.github.vertxnghttp2.service;

import java.util.Locale;

/** How a route's requests travel over the event bus. */
public enum RouteMode {
  /** One message with the whole request, and its reply with the whole response. */
  UNARY,
  /** Bodies of any length in both directions, with back-pressure. */
  STREAM;

  /** As it stands in JSON: {@code unary}, {@code stream}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
