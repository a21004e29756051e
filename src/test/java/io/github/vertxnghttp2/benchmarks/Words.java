package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

import java.util.UUID;

/** The fields of the messages, as either library likes them best. */
final class Words {
  private static final String[] BROWSER = {
    "user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-language", "en-GB,en;q=0.7,de;q=0.3",
    "accept-encoding", "gzip, deflate, br, zstd",
    "referer", "https://shop.example.com/catalogue/garden?view=list",
    "cookie", "session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; consent=all",
    "sec-fetch-mode", "navigate",
    "cache-control", "max-age=0",
  };
  private static final AsciiString[] BROWSER_ASCII = ascii(BROWSER);
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString AUTHORITY = AsciiString.cached("shop.example.com");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final AsciiString THIRTEEN = AsciiString.cached("13");

  private Words() {
  }

  private static AsciiString[] ascii(String[] texts) {
    AsciiString[] ascii = new AsciiString[texts.length];
    for (int i = 0; i < texts.length; i++) {
      ascii[i] = AsciiString.cached(texts[i]);
    }
    return ascii;
  }

  /** New strings each time: their hash codes are not known yet, as of those that an application makes for a request. */
  static String[] paths(int count) {
    String[] paths = new String[count];
    for (int i = 0; i < count; i++) {
      paths[i] = "/api/v1/items/" + (1000000 + 7 * i) + "?page=" + i % 50 + "&sort=name";
    }
    return paths;
  }

  static HeaderList request(int fields, String path) {
    HeaderList list = new HeaderList(fields).add(":method", "GET").add(":scheme", "https")
      .add(":authority", "shop.example.com").add(":path", path);
    for (int i = 0; i < 2 * (fields - 4); i += 2) {
      list.add(BROWSER[i], BROWSER[i + 1]);
    }
    return list;
  }

  static Http2Headers nettyRequest(int fields, String path) {
    Http2Headers headers = new DefaultHttp2Headers().method(GET).scheme(HTTPS).authority(AUTHORITY).path(path);
    for (int i = 0; i < 2 * (fields - 4); i += 2) {
      headers.add(BROWSER_ASCII[i], BROWSER_ASCII[i + 1]);
    }
    return headers;
  }

  static HeaderList response() {
    return new HeaderList(2).add("content-type", "text/plain; charset=utf-8").add("content-length", "13");
  }

  static Http2Headers nettyResponse() {
    return new DefaultHttp2Headers().status(HttpResponseStatus.OK.codeAsText()).add(CONTENT_TYPE, TEXT)
      .add(CONTENT_LENGTH, THIRTEEN);
  }

  /** What the recorded server sends: with 12 fields a request has, its response has an id of its own. */
  static HeaderList recordedResponse(int fields, int streamId) {
    HeaderList list = response();
    if (fields == 12) {
      list.add("x-request-id", new UUID(streamId * 0x9E3779B97F4A7C15L, streamId * 0xC2B2AE3D27D4EB4FL).toString());
    }
    return list;
  }
}
