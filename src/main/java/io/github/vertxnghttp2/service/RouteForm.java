package io.github.vertxnghttp2.service;

import java.util.Locale;

/** What a request looks like to the handler of a unary route. */
public enum RouteForm {
  /** A Buffer with the body; the head is in the headers of the message. */
  BUFFER,
  /** A JsonObject with head and body, which bridges to other languages can carry. */
  JSON;

  /** As it stands in JSON: {@code buffer}, {@code json}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
