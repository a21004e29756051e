package io.github.vertxnghttp2.benchmarks;

import io.vertx.core.http.HttpServerResponse;

import java.util.ArrayList;
import java.util.List;

/** Twenty fields of a request of a browser, pseudo-header fields included, and twenty fields of a response. */
final class ManyFields {
  private static final String[] REQUEST = {
    "user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-encoding", "gzip, deflate, br, zstd",
    "accept-language", "en-GB,en;q=0.7,de;q=0.3",
    "cache-control", "max-age=0",
    "cookie", "session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; consent=all",
    "dnt", "1",
    "priority", "u=0, i",
    "referer", "https://shop.example.com/catalogue/garden?view=list",
    "sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"",
    "sec-ch-ua-mobile", "?0",
    "sec-ch-ua-platform", "\"Linux\"",
    "sec-fetch-dest", "document",
    "sec-fetch-mode", "navigate",
    "sec-fetch-site", "same-origin",
    "upgrade-insecure-requests", "1",
  };
  private static final String[] RESPONSE = {
    "content-type", "text/html; charset=utf-8",
    "content-language", "en-GB",
    "cache-control", "private, no-cache, max-age=0, must-revalidate",
    "pragma", "no-cache",
    "expires", "Thu, 01 Jan 1970 00:00:00 GMT",
    "last-modified", "Tue, 03 Nov 2026 08:48:00 GMT",
    "etag", "W/\"5f3c-18d2a9b3c40\"",
    "vary", "Accept-Encoding, Origin",
    "server", "bench",
    "set-cookie", "session=8f14e45fceea167a5a36dedd4bea2543; Path=/; HttpOnly; Secure; SameSite=Lax",
    "strict-transport-security", "max-age=31536000; includeSubDomains",
    "content-security-policy", "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'",
    "x-content-type-options", "nosniff",
    "x-frame-options", "DENY",
    "x-xss-protection", "0",
    "referrer-policy", "strict-origin-when-cross-origin",
    "permissions-policy", "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy", "same-origin",
    "access-control-allow-origin", "https://www.example.org",
  };
  private static final long FIRST_ID = 0x1000000000000L;
  private static long responses;

  private ManyFields() {
  }

  /** Options of h2load. */
  static List<String> requestOptions() {
    List<String> options = new ArrayList<>();
    for (int i = 0; i < REQUEST.length; i += 2) {
      options.add("-H");
      options.add(REQUEST[i] + ": " + REQUEST[i + 1]);
    }
    return options;
  }

  /** Lines of a file, without the field that differs from response to response. */
  static List<String> responseLines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < RESPONSE.length; i += 2) {
      lines.add(RESPONSE[i] + ": " + RESPONSE[i + 1]);
    }
    return lines;
  }

  /** The last one differs from response to response. */
  static void putInto(HttpServerResponse response) {
    for (int i = 0; i < RESPONSE.length; i += 2) {
      response.putHeader(RESPONSE[i], RESPONSE[i + 1]);
    }
    response.putHeader("x-request-id", Long.toHexString(FIRST_ID + responses++));
  }
}
