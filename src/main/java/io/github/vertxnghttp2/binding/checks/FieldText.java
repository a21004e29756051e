package io.github.vertxnghttp2.binding.checks;

/** The octets of field values, checked as RFC 9113 section 8.2.1 asks. */
public final class FieldText {
  private static final int QUOTED_MAX = 64;

  private FieldText() {
  }

  /** Checks a value and writes its octets, one for each char. */
  @SuppressWarnings("deprecation") // the method takes the lower octet of each char; after the check there is no other
  public static void put(FieldName name, String value, byte[] to, int at) {
    check(name.text(), value);
    value.getBytes(0, value.length(), to, at);
  }

  public static void check(String name, String value) {
    int length = value.length();
    if (name.length() == 2 && name.equalsIgnoreCase("te") && !value.equalsIgnoreCase("trailers")) {
      throw new IllegalArgumentException("field " + name + ": its value is " + quoted(value)
        + "; over HTTP/2 it can only be \"trailers\" (RFC 9113 section 8.2.2)");
    }
    if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
      throw new IllegalArgumentException("field " + name + ": its value begins or ends with a space or tab: "
        + quoted(value));
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("field " + name + ": its value contains " + describe(c) + " at index " + i
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
  public static String quoted(String text) {
    return "\"" + printable(text, QUOTED_MAX) + (text.length() > QUOTED_MAX ? "…\"" : "\"");
  }

  public static String printable(String text, int maximum) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), maximum); i++) {
      char c = text.charAt(i);
      printable.append(c < ' ' || c >= 0x7f ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    }
    return printable.toString();
  }
}
