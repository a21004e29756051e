package io.github.vertxnghttp2.service;

import java.util.Locale;

/** The form of a message to the handler of a unary route. */
public enum RouteForm {
  /** A Buffer with the body. The headers of the message are the head of the request. */
  BUFFER,
  /** A JsonObject with head and body. Bridges to other languages can transport it. */
  JSON;

  /** The name in JSON: {@code buffer}, {@code json}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
