package io.github.vertxnghttp2.impl;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * The target of a request from its URL, RFC 9113 section 8.3.1.
 *
 * @param authority host and port, without user information
 * @param path with the query; a slash if the URL has none
 */
record RequestTarget(String scheme, String authority, String path) {

  /** @throws IllegalArgumentException if it is not an absolute URL with an authority */
  static RequestTarget of(String url) {
    URI uri = URI.create(URI.create(url).toASCIIString());
    String authority = uri.getRawAuthority();
    if (uri.getScheme() == null || authority == null) {
      throw new IllegalArgumentException("url is " + url + "; it must be absolute, with a scheme and a host");
    }
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestTarget target = new RequestTarget(uri.getScheme().toLowerCase(Locale.ROOT), authority,
      uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    try {
      Objects.checkIndex(Math.max(0, target.port()), 65_536);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("url is " + url + "; its port must be a number from 0 to 65535");
    }
    return target;
  }

  /**
   * Returns the URI of these pseudo-header fields, or {@code null} if the scheme or the authority is missing, as with
   * CONNECT, or if the path is {@code *}.
   */
  static String absolute(String scheme, String authority, String path) {
    return scheme != null && authority != null && path.startsWith("/") ? scheme + "://" + authority + path : null;
  }

  /** @throws IllegalArgumentException if the value has a character that is not allowed in a pseudo-header field */
  static String checked(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new IllegalArgumentException(name + " is [" + value
          + "]; it must be of visible ASCII characters: percent-encode"
          + " others");
      }
    }
    return value;
  }

  boolean isHttps() {
    return scheme.equals("https");
  }

  /** The host. An IPv6 address has no brackets. */
  String host() {
    int end = portAt() < 0 ? authority.length() : portAt();
    return authority.startsWith("[") ? authority.substring(1, end - 1) : authority.substring(0, end);
  }

  /** The port. If the URL has no port, it is 80 for http, 443 for https, and -1 for any other scheme. */
  int port() {
    int at = portAt();
    if (at >= 0 && at + 1 < authority.length()) {
      return Integer.parseInt(authority.substring(at + 1));
    }
    return isHttps() ? 443 : scheme.equals("http") ? 80 : -1;
  }

  private int portAt() {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
