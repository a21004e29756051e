package io.github.vertxnghttp2.doctor.exam;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The URL that is examined.
 *
 * @param tls whether its scheme is https
 * @param host name or address, without brackets
 * @param port 1 to 65,535
 * @param path path and query of the request, at least "/"
 */
public record Target(boolean tls, String host, int port, String path) {

  /** @throws IllegalArgumentException with a text for the user if this is not the URL of a server */
  public static Target of(String url) {
    URI uri;
    try {
      uri = new URI(new URI(url).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is not a URL: " + e.getReason());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("the URL must begin with https:// or http://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the URL has no host");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("the URL must not have a user or a password; use --header authorization:VALUE");
    }
    boolean tls = scheme.equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    if (port == 0 || port > 65_535) {
      throw new IllegalArgumentException("the port is " + port + "; it must be from 1 to 65535");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Target(tls, uri.getHost().replaceAll("[\\[\\]]", ""), port, path + query);
  }

  public String scheme() {
    return tls ? "https" : "http";
  }

  /** What {@code :authority} is: the host, and the port unless it is that of the scheme. */
  public String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** The URL to show. Its query is left out, because it may hold secrets. */
  @Override
  public String toString() {
    int query = path.indexOf('?');
    return scheme() + "://" + authority() + (query < 0 ? path : path.substring(0, query) + "?…");
  }
}
