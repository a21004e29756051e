package io.github.vertxnghttp2.binding;

/** The octets of field values, checked as RFC 9113 section 8.2.1 asks. */
final class FieldText {
  private FieldText() {
  }

  /** Writes the octets of a value, of which there are as many as chars. */
  static void put(String value, byte[] to, int at) {
    check(value);
    for (int i = 0; i < value.length(); i++) {
      to[at + i] = (byte) value.charAt(i);
    }
  }

  static void check(String value) {
    int length = value.length();
    if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
      throw new IllegalArgumentException("field value begins or ends with a space or tab: " + quoted(value));
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("field value contains " + describe(c) + " at index " + i
          + ", which HTTP does not allow: " + quoted(value));
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static String describe(char c) {
    return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }

  /** The text with everything unprintable escaped, so that it cannot forge a log line. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c >= 0x7f ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    }
    return quoted.append(text.length() > 64 ? "…\"" : "\"").toString();
  }
}
