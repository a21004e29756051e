package io.github.vertxnghttp2.binding.checks;

import io.github.vertxnghttp2.frame.Header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A field name, checked as RFC 9113 section 8.2.1 asks. Checked names are cached. All threads share the cache without
 * a lock: its entries are immutable, and a lost entry only costs another check.
 */
public final class FieldName {
  public static final int SLOTS = 1024;
  private static final int CACHED_MAX = 512;
  private static final int LENGTH_MAX = 0xffff;
  private static final List<String> CONNECTION_SPECIFIC =
    List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
  private static final FieldName[] KNOWN = new FieldName[SLOTS];
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      TOKEN[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private final String text;
  private final byte[] octets;
  private final boolean connectionSpecific;
  private final boolean secret;
  private final long mark;
  private final long otherMark;

  private FieldName(String text) {
    this.text = text;
    octets = checked(text);
    connectionSpecific = CONNECTION_SPECIFIC.contains(new String(octets, StandardCharsets.ISO_8859_1));
    secret = Header.isSecret(text);
    int hash = Arrays.hashCode(octets) * 0x9E3779B1;
    mark = 1L << (hash >>> 26);
    otherMark = 1L << (hash >>> 20);
  }

  /** @throws IllegalArgumentException if it is not a token, with or without a colon before it */
  public static FieldName of(String text) {
    int slot = slot(text.hashCode());
    FieldName known = KNOWN[slot];
    if (known != null && known.text.equals(text)) {
      return known;
    }
    FieldName neighbour = KNOWN[slot ^ 1];
    if (neighbour != null && neighbour.text.equals(text)) {
      return neighbour;
    }
    FieldName made = new FieldName(text);
    if (text.length() <= CACHED_MAX) {
      KNOWN[known != null && neighbour == null ? slot ^ 1 : slot] = made;
    }
    return made;
  }

  /**
   * The place of a text with this hash in a table of {@link #SLOTS}. If another text is there, its place is the
   * neighbouring one, {@code slot ^ 1}.
   */
  public static int slot(int hash) {
    return (hash ^ hash >>> 16 ^ hash >>> 10) & SLOTS - 1;
  }

  private static byte[] checked(String name) {
    int from = name.startsWith(":") ? 1 : 0;
    if (name.length() == from) {
      throw new IllegalArgumentException("field name is empty");
    }
    if (name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("field name of " + name.length() + " bytes; it can have " + LENGTH_MAX);
    }
    byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = from; i < octets.length; i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        octets[i] = (byte) (c + 'a' - 'A');
      } else if (c >= 128 || !TOKEN[c]) {
        throw new IllegalArgumentException("field name contains " + FieldText.describe(c) + " at index " + i
          + ", which HTTP does not allow: " + FieldText.quoted(name));
      }
    }
    return octets;
  }

  /** The names that belong to HTTP/1.1 connections, in lower case. */
  public static List<String> connectionSpecific() {
    return CONNECTION_SPECIFIC;
  }

  /** @throws IllegalArgumentException if it is a pseudo-header field, or belongs to HTTP/1.1 connections */
  public FieldName checkOrdinary() {
    if (octets[0] == ':') {
      throw new IllegalArgumentException("field " + text + " is a pseudo-header field; it has a method of its own");
    }
    if (connectionSpecific) {
      throw new IllegalArgumentException("field " + text
        + " belongs to HTTP/1.1 connections and cannot be sent over HTTP/2"
        + " (RFC 9113 section 8.2.2)");
    }
    return this;
  }

  /**
   * Whether the value may be a secret: the field is made for one, or the value is a path with a query, which may have
   * a token.
   */
  public boolean isSecret(String value) {
    return secret || text.equals(":path") && value.indexOf('?') >= 0;
  }

  /** As it was given. */
  public String text() {
    return text;
  }

  /** In lower case. */
  public byte[] octets() {
    return octets;
  }

  /** A number with one bit set, by a hash of the name. Two names with different marks are different names. */
  public long mark() {
    return mark;
  }

  /** A second mark, by other bits of the hash. */
  public long otherMark() {
    return otherMark;
  }
}
