package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Field blocks written by hand, RFC 7541 section 6. No Huffman code and no state, so that any name and value can be
 * sent: each char is one octet (ISO 8859-1).
 */
public final class HpackBlock {
  private static final int INDEXED = 0x80;
  private static final int INDEXING = 0x40;
  private static final int SIZE_UPDATE = 0x20;
  private static final int NEVER_INDEXED = 0x10;
  private static final int WITHOUT_INDEXING = 0x00;

  private HpackBlock() {
  }

  /** Literals without indexing, from names and values in turn. */
  public static byte[] of(String... namesAndValues) {
    return of(HeaderList.of(namesAndValues));
  }

  /** Literals without indexing, never indexed where a field is sensitive. */
  public static byte[] of(HeaderList headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Header header : headers) {
      literal(out, header.sensitive() ? NEVER_INDEXED : WITHOUT_INDEXING, header.name(), header.value());
    }
    return out.toByteArray();
  }

  /** A GET request for {@code http://localhost}, with further names and values in turn. */
  public static byte[] get(String path, String... more) {
    return request("GET", path, more);
  }

  /** A POST request for {@code http://localhost}, with further names and values in turn. */
  public static byte[] post(String path, String... more) {
    return request("POST", path, more);
  }

  public static byte[] request(String method, String path, String... more) {
    return concat(
      of(":method", method, ":scheme", "http", ":authority", "localhost", ":path", path), of(more));
  }

  /** A response, with further names and values in turn. */
  public static byte[] status(int status, String... more) {
    return concat(of(":status", Integer.toString(status)), of(more));
  }

  /** A literal that enters the dynamic table, where it becomes index 62. */
  public static byte[] indexing(String name, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    literal(out, INDEXING, name, value);
    return out.toByteArray();
  }

  /** A field of the static (1 to 61) or dynamic table. */
  public static byte[] indexed(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    integer(out, INDEXED, 7, index);
    return out.toByteArray();
  }

  /** A dynamic table size update; allowed at the start of a block only. */
  public static byte[] sizeUpdate(int octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    integer(out, SIZE_UPDATE, 5, octets);
    return out.toByteArray();
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, int kind, String name, String value) {
    out.write(kind);
    string(out, name);
    string(out, value);
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    integer(out, 0, 7, octets.length);
    out.writeBytes(octets);
  }

  private static void integer(ByteArrayOutputStream out, int pattern, int prefixBits, int value) {
    int limit = (1 << prefixBits) - 1;
    if (value < limit) {
      out.write(pattern | value);
      return;
    }
    out.write(pattern | limit);
    int rest = value - limit;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(rest & 0x7f | 0x80);
    }
    out.write(rest);
  }
}
