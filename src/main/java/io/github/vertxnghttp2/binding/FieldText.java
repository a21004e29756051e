package io.github.vertxnghttp2.binding;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The octets of field names and values, checked as RFC 9113 section 8.2.1 asks. An application sends the same few texts
 * again and again, so the outcome is remembered: a name at once, a value when it is seen for the second time.
 *
 * <p>The tables are shared by all threads without a lock: an entry never changes, and to lose one costs only its check.
 */
final class FieldText {
  private static final int SLOTS = 1024;
  private static final int REMEMBERED_MAX = 512;

  private record Entry(String text, byte[] octets) {
  }

  private static final Set<String> CONNECTION_SPECIFIC =
    Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final Entry[] NAMES = new Entry[SLOTS];
  private static final Entry[] VALUES = new Entry[SLOTS];
  private static final int[] SEEN = new int[SLOTS];
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      TOKEN[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private FieldText() {
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 16 ^ hash >>> 10) & SLOTS - 1;
  }

  private static byte[] find(Entry[] table, int slot, String text) {
    Entry entry = table[slot];
    if (entry != null && entry.text.equals(text)) {
      return entry.octets;
    }
    entry = table[slot ^ 1];
    return entry != null && entry.text.equals(text) ? entry.octets : null;
  }

  /** Two texts of one slot live side by side. */
  private static void remember(Entry[] table, int slot, String text, byte[] octets) {
    table[table[slot] != null && table[slot ^ 1] == null ? slot ^ 1 : slot] = new Entry(text, octets);
  }

  /** The octets of a name, in lower case. */
  static byte[] name(String name) {
    int slot = slot(name.hashCode());
    byte[] octets = find(NAMES, slot, name);
    if (octets == null) {
      octets = checkedName(name);
      if (octets.length <= REMEMBERED_MAX) {
        remember(NAMES, slot, name, octets);
      }
    }
    return octets;
  }

  /** The octets of a value that was seen before, or {@code null}: then {@link #put} writes it. */
  static byte[] knownValue(String value) {
    int hash = value.hashCode();
    int slot = slot(hash);
    byte[] known = find(VALUES, slot, value);
    if (known != null) {
      return known;
    }
    if (value.length() > REMEMBERED_MAX) {
      return null;
    }
    if (SEEN[slot] != hash) {
      SEEN[slot] = hash;
      return null;
    }
    byte[] octets = new byte[value.length()];
    put(value, octets, 0);
    remember(VALUES, slot, value, octets);
    return octets;
  }

  /** Whether RFC 9113 section 8.2.2 forbids the name. */
  static boolean isConnectionSpecific(byte[] name) {
    char first = (char) name[0];
    return (first == 'c' || first == 'k' || first == 'p' || first == 't' || first == 'u')
      && CONNECTION_SPECIFIC.contains(new String(name, StandardCharsets.ISO_8859_1));
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

  private static byte[] checkedName(String name) {
    int from = name.startsWith(":") ? 1 : 0;
    if (name.length() == from) {
      throw new IllegalArgumentException("field name is empty");
    }
    byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = from; i < octets.length; i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        octets[i] = (byte) (c + 'a' - 'A');
      } else if (c >= 128 || !TOKEN[c]) {
        throw new IllegalArgumentException("field name contains " + describe(c) + " at index " + i
          + ", which HTTP does not allow: " + quoted(name));
      }
    }
    return octets;
  }

  private static String describe(char c) {
    return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }

  /** The text with everything unprintable escaped, so that it cannot forge a log line. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c >= 0x7f ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    }
    return quoted.append(text.length() > 64 ? "…\"" : "\"").toString();
  }
}
