package io.github.vertxnghttp2.recording.json;

import io.vertx.core.json.JsonObject;

/**
 * JSON as text that keeps every character of a peer's text, and that is harmless inside of a page. Surrogates that
 * stand alone have no form in UTF-8, so they are escaped. {@code <} is escaped, so that no text can end a script, and
 * so are the two line ends that JavaScript knows and JSON does not.
 */
public final class JsonText {
  private JsonText() {
  }

  /** Encodes an object without white space. */
  public static String of(JsonObject json) {
    return escape(json.encode());
  }

  /** @param json in which such characters occur inside of strings only */
  private static String escape(String json) {
    StringBuilder escaped = null;
    int copied = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '<' && c < '\u2028') {
        continue;
      }
      if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
        i++;
      } else if (c == '<' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
        escaped.append(json, copied, i).append(String.format("\\u%04x", (int) c));
        copied = i + 1;
      }
    }
    return escaped == null ? json : escaped.append(json, copied, json.length()).toString();
  }
}
