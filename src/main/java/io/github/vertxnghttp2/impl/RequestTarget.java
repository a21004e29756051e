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

  /** The URI of these pseudo-header fields; {@code null} if the path is none: of CONNECT, and {@code *}. */
  static String absolute(String scheme, String authority, String path) {
    return scheme != null && authority != null && path.startsWith("/") ? scheme + "://" + authority + path : null;
  }

  /** @throws IllegalArgumentException if the value of a pseudo-header field has characters that none may have */
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

  /** Without the brackets of an IPv6 address. */
  String host() {
    int end = portAt() < 0 ? authority.length() : portAt();
    return authority.startsWith("[") ? authority.substring(1, end - 1) : authority.substring(0, end);
  }

  /** The port, which is 80 or 443 if the URL does not say; -1 if its scheme has none. */
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
