package io.github.vertxnghttp2.protocol.checks;

import io.github.vertxnghttp2.frame.HeaderList;

/** Rejects trailers with fields that frame or route a message. They belong to its head, RFC 9110 section 6.5.1. */
public final class TrailerCheck {

  private TrailerCheck() {
  }

  /** What is wrong with trailers, or {@code null}. */
  public static String problem(HeaderList trailers) {
    for (int i = 0; i < trailers.size(); i++) {
      if (isForbidden(trailers.name(i))) {
        return "its trailers have " + trailers.name(i);
      }
    }
    return null;
  }

  /** Whether a field is allowed in HTTP/2, but not in trailers. */
  public static boolean isForbidden(String name) {
    int length = name.length();
    return length == 14 && name.equalsIgnoreCase("content-length") || length == 4 && name.equalsIgnoreCase("host");
  }
}
