package io.github.vertxnghttp2.service.syntax;

/** The hosts of a route: one name. With the prefix {@code *.}, all names below that name. */
public final class HostPattern {
  private final String text;
  private final boolean wildcard;

  private HostPattern(String text, boolean wildcard) {
    this.text = text;
    this.wildcard = wildcard;
  }

  /** @throws IllegalArgumentException if the text cannot be the host in {@code :authority} */
  public static HostPattern of(String host) {
    boolean wildcard = host.startsWith("*.");
    String text = wildcard ? host.substring(1) : host;
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    if (text.length() < (wildcard ? 2 : 1) || text.indexOf('*') >= 0 || text.indexOf('/') >= 0 || text.indexOf('@') >= 0
      || !bracketed && text.indexOf(':') >= 0) {
      throw new IllegalArgumentException("host is \"" + host
        + "\"; it must be a name or an address without a port, such as"
        + " api.example.org, *.example.org or [::1]");
    }
    return new HostPattern(text, wildcard);
  }

  /** @param authority with or without a port; may be {@code null} */
  public boolean matches(String authority) {
    if (authority == null) {
      return false;
    }
    int length = hostLength(authority);
    if (wildcard) {
      return length > text.length() && authority.regionMatches(true, length - text.length(), text, 0, text.length());
    }
    return length == text.length() && authority.regionMatches(true, 0, text, 0, length);
  }

  private static int hostLength(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : authority.length();
  }
}
