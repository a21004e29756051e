package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.net.HostAndPort;

/**
 * Turns the heads of a connection's requests into those of Vert.x. The engine has checked them. Most requests of a
 * connection have the same authority, which is parsed once.
 */
public final class RequestHeadReader {
  private String authorityText;
  private HostAndPort authority;

  /** @return {@code null} if Vert.x finds the request malformed */
  public HttpRequestHeaders read(HeaderList head) {
    FieldMap fields = FieldMap.received(head);
    HttpRequestHeaders headers = new HttpRequestHeaders(fields);
    String method = null;
    String scheme = null;
    String path = null;
    String host = null;
    int pseudo = 0;
    for (; pseudo < head.size() && FieldMap.isPseudo(head.name(pseudo)); pseudo++) {
      String value = head.value(pseudo);
      switch (head.name(pseudo)) {
        case FieldMap.METHOD -> method = value;
        case FieldMap.SCHEME -> scheme = value;
        case FieldMap.PATH -> path = value;
        case FieldMap.AUTHORITY -> host = value;
        default -> {
          return validated(headers); // an extension, such as :protocol
        }
      }
    }
    if (method == null || scheme == null || path == null || host == null || method.equals("CONNECT")
      || fields.contains("host")) {
      return validated(headers);
    }
    if (!host.equals(authorityText)) {
      authorityText = host;
      authority = parsed(host);
    }
    if (authority == null) {
      return null;
    }
    headers.method(HttpMethod.valueOf(method));
    headers.scheme(scheme);
    headers.path(path);
    headers.authority(authority);
    head.removeFirst(pseudo);
    return headers;
  }

  private static HttpRequestHeaders validated(HttpRequestHeaders headers) {
    return isValid(headers) ? headers : null;
  }

  /** Whether Vert.x finds the pseudo-header fields well-formed, which it then knows. */
  public static boolean isValid(HttpRequestHeaders headers) {
    try {
      return headers.validate();
    } catch (AssertionError e) {
      return false;
    }
  }

  /** @return {@code null} if it is malformed. Vert.x's parser throws for IPv6 addresses of too many groups. */
  private static HostAndPort parsed(String authority) {
    try {
      return HostAndPort.parseAuthority(authority, -1);
    } catch (AssertionError e) {
      return null;
    }
  }
}
