package io.github.vertxnghttp2.impl;

import java.net.URI;

/** The {@code :path} of a URL, RFC 9113 section 8.3.1. */
final class RequestTarget {

  private RequestTarget() {
  }

  static String of(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
