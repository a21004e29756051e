package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.HeaderList;

/** The names of RFC 8441. */
public final class ExtendedConnect {
  static final String METHOD = "CONNECT";
  static final String PROTOCOL = ":protocol";
  static final String WEBSOCKET = "websocket";
  /** The only version of WebSocket that RFC 8441 section 5 has. */
  static final String VERSION = "13";

  private ExtendedConnect() {
  }

  /** Whether the head of a request that was received has {@code :protocol}. */
  public static boolean is(HeaderList head) {
    for (int i = 0; i < head.size() && head.name(i).charAt(0) == ':'; i++) {
      if (head.name(i).equals(PROTOCOL)) {
        return true;
      }
    }
    return false;
  }
}
