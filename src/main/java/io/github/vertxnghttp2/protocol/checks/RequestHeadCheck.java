package io.github.vertxnghttp2.protocol.checks;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.frame.HeaderList;

/**
 * Checks the head of a request as RFC 9113 sections 8.3.1 and 8.5 ask, where libnghttp2 does not. A head that two
 * servers could understand differently is refused (request smuggling). A good head is checked without allocating.
 */
public final class RequestHeadCheck {
  /** Which requests a server takes. */
  public enum Targets {
    /** As RFC 9113 says: with {@code :authority} or {@code host}, a path with a slash, and CONNECT with a port. */
    STRICT,
    /**
     * As Vert.x's own engine: also without {@code :authority} and {@code host}, with a path that begins like a file
     * name, and CONNECT without a port. What could be taken for a host or a port is refused all the same.
     */
    LENIENT
  }

  private static final int PORT_MAX = 65_535;
  private static final byte IN_PATH = 1;
  private static final byte IN_NAME = 2;
  private static final byte IN_FILE_NAME = 4;
  /** Whether an octet may be part of a path and of a host name. */
  private static final byte[] PLACES = new byte[256];

  static {
    for (char c = '!'; c < 0x7f; c++) {
      PLACES[c] = (byte) ((c == '#' ? 0 : IN_PATH) | ("/?#@[]:\\\"<>^`{|}".indexOf(c) >= 0 ? 0 : IN_NAME)
        | (isLetter(c) || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0 ? IN_FILE_NAME : 0));
    }
  }

  private RequestHeadCheck() {
  }

  private static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  /** What is wrong, with the name of the field; {@code null} if nothing is. */
  public static String problem(HeaderList head) {
    return problem(head, Targets.STRICT);
  }

  /** As {@link #problem(HeaderList)}, with the given rule for what the request is about. */
  public static String problem(HeaderList head, Targets targets) {
    String method = null;
    String scheme = null;
    String authority = null;
    String path = null;
    String protocol = null;
    String host = null;
    int size = head.size();
    int i = 0;
    for (; i < size && head.name(i).charAt(0) == ':'; i++) { // libnghttp2 refuses later ones
      switch (head.name(i)) {
        case ":method" -> method = head.value(i);
        case ":scheme" -> scheme = head.value(i);
        case ":authority" -> authority = head.value(i);
        case ":path" -> path = head.value(i);
        case ":protocol" -> protocol = head.value(i);
        default -> {
          return "it has the pseudo-header field " + FieldCheck.quoted(head.name(i)) + ", which no request has";
        }
      }
    }
    for (; i < size; i++) {
      String name = head.name(i);
      if (name.length() == 4 && name.equalsIgnoreCase("host")) { // a request to be sent may have it as "Host"
        if (host != null) {
          return "it has more than one host";
        }
        host = head.value(i);
      }
    }
    if (method == null) {
      return "it has no :method";
    }
    boolean connect = protocol == null && method.equals("CONNECT");
    boolean lenient = targets == Targets.LENIENT;
    String problem = connect ? connect(head, scheme, authority, path) : target(method, scheme, path, lenient);
    if (problem != null || lenient && authority == null && host == null) {
      return problem;
    }
    return authority(authority, host, scheme, connect && !lenient);
  }

  /**
   * What is wrong with the target of a request to be sent, or {@code null}.
   *
   * @param path with the query; it and the scheme are not looked at if the method is CONNECT, whose requests have
   *   neither
   */
  public static String problem(String method, String scheme, String authority, String path) {
    boolean connect = method.equals("CONNECT");
    String problem = connect ? null : target(method, scheme, path, false);
    return problem != null ? problem : authority(":authority", authority, connect);
  }

  private static String connect(HeaderList head, String scheme, String authority, String path) {
    if (scheme != null || path != null) {
      return "it is CONNECT, and has " + (path != null ? ":path" : ":scheme");
    }
    if (authority == null) {
      return "it is CONNECT, and has no :authority";
    }
    return head.contains("content-length") ? "it is CONNECT, and has a content-length" : null;
  }

  private static String target(String method, String scheme, String path, boolean lenient) {
    if (scheme == null) {
      return "it has no :scheme";
    }
    if (path == null) {
      return "it has no :path";
    }
    if (path.isEmpty() || path.charAt(0) != '/' && !(lenient && beginsLikeFileName(path))) {
      return path.equals("*") && method.equals("OPTIONS") ? null
        : ":path is " + FieldCheck.quoted(path) + "; it must begin with a slash, or be * with OPTIONS";
    }
    for (int i = 1; i < path.length(); i++) {
      if (!may(path.charAt(i), IN_PATH)) {
        return ":path is " + FieldCheck.quoted(path) + "; it must be of visible ASCII characters without #";
      }
    }
    return null;
  }

  /**
   * Whether the path begins with a letter, and has up to its first slash or question mark nothing that would end the
   * name of a host. An application that joins host and path does not call another port, and no user information
   * appears.
   */
  private static boolean beginsLikeFileName(String path) {
    int end = 0;
    while (end < path.length() && may(path.charAt(end), IN_FILE_NAME)) {
      end++;
    }
    return isLetter(path.charAt(0)) && (end == path.length() || path.charAt(end) == '/' || path.charAt(end) == '?');
  }

  private static String authority(String authority, String host, String scheme, boolean portNeeded) {
    if (authority == null && host == null) {
      return "it has neither :authority nor host";
    }
    String problem = authority == null ? null : authority(":authority", authority, portNeeded);
    if (problem != null || host == null || host.equals(authority)) {
      return problem;
    }
    problem = authority("host", host, portNeeded);
    if (problem == null && authority != null && !same(authority, host, scheme)) {
      problem = "host is " + FieldCheck.quoted(host) + ", and :authority is " + FieldCheck.quoted(authority);
    }
    return problem;
  }

  private static boolean may(char c, byte place) {
    return c < PLACES.length && (PLACES[c] & place) != 0;
  }

  private static String authority(String name, String value, boolean portNeeded) {
    int nameEnd = 0;
    while (nameEnd < value.length() && may(value.charAt(nameEnd), IN_NAME)) {
      nameEnd++;
    }
    boolean ends = nameEnd == value.length();
    if (nameEnd > 0 && (ends || value.charAt(nameEnd) == ':')
      && isPort(value, ends ? nameEnd : nameEnd + 1, portNeeded)) {
      return null;
    }
    return literal(name, value, portNeeded);
  }

  /** Accepts an IPv6 address in brackets, and refuses the rest. */
  private static String literal(String name, String value, boolean portNeeded) {
    if (value.indexOf('@') >= 0) {
      return name + " is " + FieldCheck.quoted(value) + "; it must not have user information";
    }
    int bracket = value.indexOf(']');
    boolean good = bracket > 1 && value.charAt(0) == '[';
    for (int i = 1; good && i < bracket; i++) {
      good = value.charAt(i) == ':' || may(value.charAt(i), IN_NAME);
    }
    boolean ends = bracket + 1 == value.length();
    return good && (ends || value.charAt(bracket + 1) == ':')
      && isPort(value, ends ? bracket + 1 : bracket + 2, portNeeded)
      ? null : bad(name, value);
  }

  private static String bad(String name, String value) {
    return name + " is " + FieldCheck.quoted(value) + "; it must be a host, with or without a port up to " + PORT_MAX
      + " (CONNECT: with)";
  }

  /** Whether there are only digits from there to the end. Without any, the port is that of the scheme. */
  private static boolean isPort(String value, int from, boolean needed) {
    int port = 0;
    for (int i = from; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      port = 10 * port + digit;
      if (digit < 0 || digit > 9 || port > PORT_MAX) {
        return false;
      }
    }
    return port > 0 || !needed;
  }

  /** RFC 3986 section 6.2: the case of letters makes no difference, and neither does the default port of the scheme. */
  private static boolean same(String one, String other, String scheme) {
    int end = end(one, scheme);
    return end == end(other, scheme) && one.regionMatches(true, 0, other, 0, end);
  }

  private static int end(String authority, String scheme) {
    int colon = authority.lastIndexOf(':');
    if (colon <= authority.lastIndexOf(']')) {
      return authority.length();
    }
    String port = authority.substring(colon + 1);
    boolean implied = port.isEmpty() || port.equals("80") && "http".equalsIgnoreCase(scheme)
      || port.equals("443") && "https".equalsIgnoreCase(scheme);
    return implied ? colon : authority.length();
  }
}
