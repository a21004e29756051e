package io.github.vertxnghttp2.doctor.exam;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL that is examined.
 *
 * @param tls whether its scheme is https
 * @param host name or address, without brackets
 * @param port 1 to 65,535
 * @param path path and query of the request, at least "/"
 */
public record Target(boolean tls, String host, int port, String path) {
  private static final Pattern OTHER_AUTHORITY = Pattern.compile("(?:(.*)@)?"
    + "([\\p{L}\\p{M}\\p{N}._-]+)(?::(\\d{1,6}))?");

  /** @throws IllegalArgumentException with a text for the user if this is not the URL of a server */
  public static Target of(String url) {
    URI parsed;
    URI uri;
    try {
      parsed = new URI(url);
      uri = new URI(parsed.toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is not a URL: " + e.getReason());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("the URL must begin with https:// or http://");
    }
    String host = uri.getHost();
    int given = uri.getPort();
    String userInfo = uri.getRawUserInfo();
    if (host == null) { // URI knows no underscores and no letters beyond ASCII
      Matcher authority = OTHER_AUTHORITY.matcher(Objects.requireNonNullElse(parsed.getRawAuthority(), ""));
      if (!authority.matches()) {
        throw new IllegalArgumentException("the URL has no host");
      }
      userInfo = authority.group(1);
      host = ascii(authority.group(2));
      given = authority.group(3) == null ? -1 : Integer.parseInt(authority.group(3));
    }
    if (userInfo != null) {
      throw new IllegalArgumentException("the URL must not have a user or a password; use --header authorization:VALUE");
    }
    boolean tls = scheme.equals("https");
    int port = given >= 0 ? given : tls ? 443 : 80;
    if (port == 0 || port > 65_535) {
      throw new IllegalArgumentException("the port is " + port + "; it must be from 1 to 65535");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Target(tls, host.replaceAll("[\\[\\]]", ""), port, path + query);
  }

  /** Letters beyond ASCII as the DNS has them, RFC 3490. */
  private static String ascii(String host) {
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the host of the URL is not the name of one");
    }
  }

  /** A host as URLs have it: an IPv6 address in brackets. */
  public static String inBrackets(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  public String scheme() {
    return tls ? "https" : "http";
  }

  /** What {@code :authority} is: the host, and the port unless it is that of the scheme. */
  public String authority() {
    String name = inBrackets(host);
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** The URL to show. Its query is left out, because it may hold secrets. */
  @Override
  public String toString() {
    int query = path.indexOf('?');
    return scheme() + "://" + authority() + (query < 0 ? path : path.substring(0, query) + "?…");
  }
}
