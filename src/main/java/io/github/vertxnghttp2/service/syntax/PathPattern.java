package io.github.vertxnghttp2.service.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a route. A segment is literal or a parameter {@code :name}, which matches any segment that is not empty.
 * The last segment can be {@code *}, which matches any rest. Literal segments are compared without decoding. Only
 * parameters are percent-decoded.
 */
public final class PathPattern {
  private static final String[] NO_PARAMETERS = {};

  private final String text;
  /** {@code null} for a parameter. */
  private final String[] segments;
  private final String[] names;
  private final boolean prefix;

  private PathPattern(String text, String[] segments, String[] names, boolean prefix) {
    this.text = text;
    this.segments = segments;
    this.names = names;
    this.prefix = prefix;
  }

  /** @throws IllegalArgumentException if the text is not a valid path of a route */
  public static PathPattern of(String path) {
    if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw malformed(path, "begin with / and have no query");
    }
    String[] parts = path.substring(1).split("/", -1);
    boolean prefix = parts[parts.length - 1].equals("*");
    String[] segments = new String[parts.length - (prefix ? 1 : 0)];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < segments.length; i++) {
      String part = parts[i];
      if (part.startsWith(":")) {
        String name = part.substring(1);
        if (!name.matches("\\w+") || names.contains(name)) {
          throw malformed(path, "have parameters with different names of letters, digits and _, such as :id");
        }
        names.add(name);
      } else if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
        throw malformed(path, "have no braces: a parameter is a segment such as :id, and a literal brace is %7B or"
          + " %7D");
      } else if (part.indexOf('*') >= 0) {
        throw malformed(path, "have * as its last segment only");
      } else {
        segments[i] = part;
      }
    }
    return new PathPattern(path, segments, names.toArray(NO_PARAMETERS), prefix);
  }

  private static IllegalArgumentException malformed(String path, String must) {
    return new IllegalArgumentException("path is \"" + path + "\"; it must " + must);
  }

  /** The first segment, or {@code null} if that is a parameter or {@code *}. */
  public String firstSegment() {
    return segments.length == 0 ? null : segments[0];
  }

  /** The names of the parameters, in the order of {@link #parameters}. */
  public String[] names() {
    return names;
  }

  /** @param path the path of the request, without the query */
  public boolean matches(String path) {
    if (names.length == 0) {
      return prefix ? path.regionMatches(0, text, 0, text.length() - 1) : path.equals(text);
    }
    int at = 0;
    for (String segment : segments) {
      if (at >= path.length() || path.charAt(at) != '/') {
        return false;
      }
      int start = at + 1;
      int end = endOfSegment(path, start);
      if (segment == null ? end == start
        : end - start != segment.length() || !path.regionMatches(start, segment, 0, segment.length())) {
        return false;
      }
      at = end;
    }
    return prefix ? at < path.length() : at == path.length();
  }

  /**
   * The values of the parameters.
   *
   * @param path a path that matches
   * @throws IllegalArgumentException if a value is not percent-encoded UTF-8
   */
  public String[] parameters(String path) {
    if (names.length == 0) {
      return NO_PARAMETERS;
    }
    String[] values = new String[names.length];
    int next = 0;
    int at = 0;
    for (String segment : segments) {
      int end = endOfSegment(path, at + 1);
      if (segment == null) {
        values[next++] = decoded(path, at + 1, end);
      }
      at = end;
    }
    return values;
  }

  public static int endOfSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  private static String decoded(String path, int start, int end) {
    String value = path.substring(start, end);
    if (value.indexOf('%') < 0) {
      return value;
    }
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < octets.length; i++) {
      byte octet = octets[i];
      if (octet == '%') {
        int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
        int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("\"" + value
            + "\" in the path is not percent-encoded: % needs two hexadecimal digits");
        }
        octet = (byte) (high << 4 | low);
        i += 2;
      }
      octets[length++] = octet;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("\"" + value + "\" in the path is not percent-encoded UTF-8", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
