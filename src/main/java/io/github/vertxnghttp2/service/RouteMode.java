package io.github.vertxnghttp2.service;

import java.util.Locale;

/** How a route sends its requests over the event bus. */
public enum RouteMode {
  /** One message contains the whole request, and its reply contains the whole response. */
  UNARY,
  /** Request and response are streams: bodies of any length in both directions, with back-pressure. */
  STREAM;

  /** The name in JSON: {@code unary}, {@code stream}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
