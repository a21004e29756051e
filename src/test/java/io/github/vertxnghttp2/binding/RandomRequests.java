package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests of which many are malformed in a way that RFC 9113 section 8 names. */
final class RandomRequests {
  /** The frames of a request, by what they have. */
  record Request(HeaderList head, List<Integer> body, int padding, boolean endsWithData, HeaderList trailers,
                 boolean endsWithTrailers) {

    List<RawFrame> frames(int id, HeaderList fields) {
      List<RawFrame> frames = new ArrayList<>();
      boolean headOnly = body.isEmpty() && trailers == null && endsWithData;
      frames.add(RawFrame.headers(id, headOnly, HpackBlock.of(fields)));
      for (int i = 0; i < body.size(); i++) {
        boolean end = endsWithData && trailers == null && i == body.size() - 1;
        frames.add(padding == 0 ? RawFrame.data(id, new byte[body.get(i)], end)
          : RawFrame.paddedData(id, new byte[body.get(i)], padding, end));
      }
      if (trailers != null) {
        frames.add(RawFrame.headers(id, endsWithTrailers, HpackBlock.of(trailers)));
      }
      return frames;
    }
  }

  private static final String[] NAMES = {":method", ":scheme", ":path", ":authority", ":protocol", ":status", ":other",
    ":", "", "host", "content-length", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    "te", "cookie", "priority", "accept", "Accept", "x a", "x\u0000", "x:", "x-\u00e4", "!#$%&'*+-.^_`|~"};
  private static final String[] VALUES = {"", " ", "GET", "HEAD", "CONNECT", "OPTIONS", "P OST", "http", "https", "ftp",
    "1http", "ht_tp", "a+b-c.d", "/", "/a?b", "some-uri", "*", "a b", "/\u00e4", "/#", "localhost", "localhost:80",
    "user@localhost", "[::1]:80", "a/b", "websocket", "200", "0", "5", "05", "+5", "5 ", "10", "9223372036854775807",
    "9223372036854775808", "99999999999999999999999", "trailers", "Trailers", "TRAILERS", "trailer\u0053", "gzip",
    " begins", "ends\t", "a\tb", "a\rb", "a\u0000b", "\u00ff", "u=1, i", "a\u007fb"};

  private final Random random;

  RandomRequests(Random random) {
    this.random = random;
  }

  Request next() {
    HeaderList head = head();
    for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
      head = mutated(head);
    }
    List<Integer> body = new ArrayList<>();
    for (int frames = random.nextInt(4); frames > 0; frames--) {
      body.add(random.nextInt(6));
    }
    if (random.nextInt(3) == 0 && !head.contains("content-length")) {
      head.add("content-length", Integer.toString(body.stream().mapToInt(Integer::intValue).sum()
        + (random.nextInt(3) == 0 ? random.nextInt(3) - 1 : 0)));
    }
    HeaderList trailers = random.nextInt(4) == 0 ? mutated(HeaderList.of("x-checksum", "1")) : null;
    return new Request(head, body, random.nextInt(3) == 0 ? random.nextInt(5) : 0, random.nextInt(8) > 0, trailers,
      random.nextInt(6) > 0);
  }

  private HeaderList head() {
    return switch (random.nextInt(6)) {
      case 0 -> HeaderList.of(":method", "CONNECT", ":authority", "localhost:80");
      case 1 -> HeaderList.of(":method", "CONNECT", ":scheme", "https", ":path", "/", ":authority", "localhost",
        ":protocol", "websocket");
      case 2 -> HeaderList.of(":method", "OPTIONS", ":scheme", "http", ":path", "*", "host", "localhost");
      case 3 -> HeaderList.of(":method", "POST", ":scheme", "http", ":path", "some-uri");
      case 4 -> HeaderList.of(":method", "GET", ":scheme", "ftp", ":path", "some-uri", ":authority", "localhost");
      default -> HeaderList.of(":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/a?b",
        "accept", "*/*", "te", "trailers", "cookie", "a=b");
    };
  }

  private HeaderList mutated(HeaderList list) {
    List<String> texts = new ArrayList<>();
    list.forEach(header -> texts.addAll(List.of(header.name(), header.value())));
    int at = texts.isEmpty() ? 0 : 2 * random.nextInt(texts.size() / 2);
    int kind = texts.isEmpty() ? 0 : random.nextInt(6);
    switch (kind) {
      case 0 -> texts.addAll(at, List.of(NAMES[random.nextInt(NAMES.length)], VALUES[random.nextInt(VALUES.length)]));
      case 1 -> texts.subList(at, at + 2).clear();
      case 2 -> texts.set(at + 1, VALUES[random.nextInt(VALUES.length)]);
      case 3 -> texts.set(at, NAMES[random.nextInt(NAMES.length)]);
      case 4 -> texts.addAll(List.of(texts.get(at), texts.get(at + 1)));
      default -> texts.set(at + 1, inserted(texts.get(at + 1), (char) random.nextInt(256)));
    }
    return HeaderList.of(texts.toArray(String[]::new));
  }

  private String inserted(String text, char octet) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + octet + text.substring(at);
  }

  /** Whether only the library's two checks of the target stand against this head. */
  static boolean isLenient(HeaderList head) {
    return !head.equals(withTarget(head));
  }

  /** The head with {@code :authority} if it has neither that nor host, and with a slash before its path. */
  static HeaderList withTarget(HeaderList head) {
    boolean tunnel = "CONNECT".equals(head.get(":method"));
    HeaderList repaired = new HeaderList();
    if (!head.contains(":authority") && !head.contains("host") && !tunnel) {
      repaired.add(":authority", "localhost");
    }
    boolean httpScheme = "http".equalsIgnoreCase(head.get(":scheme")) || "https".equalsIgnoreCase(head.get(":scheme"));
    head.forEach(header -> {
      boolean slash = header.name().equals(":path") && httpScheme && !header.value().isEmpty()
        && !header.value().startsWith("/") && !(header.value().equals("*") && "OPTIONS".equals(head.get(":method")));
      repaired.add(header.name(), slash ? "/" + header.value() : header.value());
    });
    return repaired;
  }
}
