package io.github.vertxnghttp2.service.syntax;

import java.net.URI;
import java.util.Locale;

/**
 * The origin of a URL, and the address to connect to. Requests can share a connection if both are equal.
 *
 * @param host lower case, without the brackets of an IPv6 address
 * @param dialHost the host to connect to in lower case, usually the same as {@code host}
 */
public record Origin(String scheme, String host, int port, String dialHost, int dialPort) {

  /**
   * The origin of a request.
   *
   * @param connect {@code host:port} to connect to instead of the URL's host; {@code null} for the host of the URL
   * @param path the name of the request in error messages; its members are {@code url} and {@code connect}
   * @throws IllegalArgumentException if the URL is not absolute, or {@code connect} is not {@code host:port}
   */
  public static Origin of(String url, String connect, String path) {
    if (url == null) {
      throw new IllegalArgumentException(path + ".url is missing");
    }
    Origin origin = parse(url, path + ".url");
    if (connect == null) {
      return origin;
    }
    int colon = portAt(connect);
    if (colon <= 0) {
      throw new IllegalArgumentException(path + ".connect is \"" + connect + "\"; it must be host:port");
    }
    return new Origin(origin.scheme, origin.host, origin.port, unbracketed(connect.substring(0, colon))
      .toLowerCase(Locale.ROOT), port(connect.substring(colon + 1), path + ".connect is \"" + connect + "\""));
  }

  /**
   * Reads an origin from its name.
   *
   * @param path the path of the name in error messages
   * @throws IllegalArgumentException unless the URL has only a scheme, a host and an optional port
   */
  public static Origin named(String url, String path) {
    Origin origin = parse(url, path);
    URI uri = URI.create(url);
    if (!uri.getRawPath().matches("/?") || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(path + ": an origin is scheme://host or scheme://host:port, without a path");
    }
    return origin;
  }

  private static Origin parse(String url, String path) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + " is \"" + url + "\"; it must be a URL: " + e.getMessage(), e);
    }
    String authority = uri.getRawAuthority();
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean https = scheme.equals("https");
    if (!https && !scheme.equals("http") || authority == null) {
      throw new IllegalArgumentException(path + " is \"" + url
        + "\"; it must begin with http:// or https:// and a host");
    }
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = portAt(authority);
    String host = unbracketed(colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    if (host.isEmpty()) {
      throw new IllegalArgumentException(path + " is \"" + url + "\"; it has no host");
    }
    int port = colon < 0 || colon + 1 == authority.length() ? https ? 443 : 80
      : port(authority.substring(colon + 1), path + " is \"" + url + "\"");
    return new Origin(scheme, host, port, host, port);
  }

  private static int portAt(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String digits, String whose) {
    if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException(whose + "; its port must be a number from 0 to 65535");
    }
    return Integer.parseInt(digits);
  }

  /** Whether {@code connect} names another address than the URL. */
  public boolean isDialledElsewhere() {
    return !dialHost.equals(host) || dialPort != port;
  }

  public boolean isTls() {
    return scheme.equals("https");
  }

  /** {@code https://host}, with the port unless that is the default of the scheme. */
  public String name() {
    boolean own = port == (isTls() ? 443 : 80);
    return scheme + "://" + bracketed(host) + (own ? "" : ":" + port);
  }

  /** Returns {@code host:port} of the address to connect to. */
  public String dialled() {
    return bracketed(dialHost) + ":" + dialPort;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
