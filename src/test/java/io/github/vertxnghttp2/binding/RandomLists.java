package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Random;

/** Header lists in which names and values come again, as those of a connection do. */
final class RandomLists {
  private static final String[] NAMES = {":method", ":path", ":status", "accept", "cookie", "content-length", "date",
    "set-cookie", "x-a", "x-b", "x-long-name-that-nobody-has", "authorization", "!#$%&'*+-.^_`|~"};
  private static final String[] VALUES = {"", "GET", "/", "200", "gzip, deflate", "0", "a b\tc", "\u00e4\u00ff\u0080",
    "v"};

  private final Random random;

  RandomLists(Random random) {
    this.random = random;
  }

  HeaderList next() {
    HeaderList list = new HeaderList();
    for (int n = random.nextInt(12); n > 0; n--) {
      String name = random.nextInt(8) == 0 ? "x-" + random.nextInt(500) : NAMES[random.nextInt(NAMES.length)];
      list.add(name, value(), random.nextInt(10) == 0);
    }
    return list;
  }

  private String value() {
    return switch (random.nextInt(10)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> octets(random.nextInt(random.nextInt(20) == 0 ? 5_000 : 60));
      case 2, 3 -> "value " + random.nextInt(100);
      default -> VALUES[random.nextInt(VALUES.length)];
    };
  }

  /** Any octets that a value may have. */
  private String octets(int length) {
    StringBuilder text = new StringBuilder("<");
    for (int i = 0; i < length; i++) {
      char c = (char) random.nextInt(256);
      text.append(c < ' ' || c == 0x7f ? '\t' : c);
    }
    return text.append('>').toString();
  }

  /** As it is read: nghttp2 never indexes credentials, and cookies that are short enough to be guessed. */
  static HeaderList read(HeaderList list) {
    HeaderList read = new HeaderList(list.size());
    list.forEach(header -> read.add(header.name(), header.value(), header.sensitive()
      || header.name().equals("authorization")
      || header.name().equals("cookie") && header.value().length() < 20));
    return read;
  }

  static HeaderList unmarked(HeaderList list) {
    HeaderList plain = new HeaderList(list.size());
    list.forEach(header -> plain.add(header.name(), header.value()));
    return plain;
  }
}
