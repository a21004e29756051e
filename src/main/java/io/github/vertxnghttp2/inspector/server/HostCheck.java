package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses requests that pages of strangers have made. A page can have its own name resolve to this host, and then it
 * is of the same origin as the inspector: so names must be known. And a page can send requests to another origin.
 */
final class HostCheck {
  private static final String SITE = "sec-fetch-site";
  private static final Pattern ADDRESS_4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern ADDRESS_6 = Pattern.compile("\\[?[0-9a-f.]*:[0-9a-f:.]*]?");

  private final Set<String> names = new HashSet<>();

  HostCheck(InspectorOptions options) {
    names.add("localhost");
    names.add(options.getHost().toLowerCase(Locale.ROOT));
    names.addAll(options.getHostNames());
  }

  /** Whether a browser may have sent a request for the user. */
  boolean isAllowed(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null || !isKnown(authority.host())) {
      return false;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase(request.scheme() + "://" + given(request))) {
      return false;
    }
    String site = request.getHeader(SITE);
    return site == null || site.equals("same-origin") || site.equals("none") || isLink(request);
  }

  /** Whether somebody has followed a link on another page, to the page that is the same for everybody. */
  private static boolean isLink(HttpServerRequest request) {
    return request.method() == HttpMethod.GET && "/".equals(request.path())
      && "navigate".equals(request.getHeader("sec-fetch-mode"))
      && "document".equals(request.getHeader("sec-fetch-dest"));
  }

  /** The authority as the client has written it: a default port may be missing. */
  private static String given(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return host != null ? host : request.authority().toString();
  }

  private boolean isKnown(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return names.contains(name) || ADDRESS_4.matcher(name).matches() || ADDRESS_6.matcher(name).matches();
  }
}
