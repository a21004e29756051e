package examples;

import io.github.vertxnghttp2.binding.HeaderDeflater;
import io.github.vertxnghttp2.binding.HeaderInflater;
import io.github.vertxnghttp2.frame.HeaderList;

import java.util.HexFormat;
import java.util.function.Consumer;

/** HPACK without HTTP/2. It encodes the same header list twice. The second block is much shorter. */
public final class HpackAlone {
  private static final int TABLE_SIZE = 4096;

  private HpackAlone() {
  }

  public static void main(String[] args) {
    run(System.out::println);
  }

  static void run(Consumer<String> print) {
    // tag::hpack[]
    HeaderList headers = HeaderList.of(":method", "GET", ":path", "/", "user-agent", "vertx-nghttp2", "x-request",
      "one")
      .add("x-password", "secret", true);
    try (HeaderDeflater deflater = new HeaderDeflater(TABLE_SIZE); HeaderInflater inflater = new HeaderInflater()) {
      for (int i = 0; i < 2; i++) {
        byte[] block = deflater.deflate(headers);
        print.accept(block.length + " bytes: " + HexFormat.of().formatHex(block));
        print.accept(inflater.inflate(block).toString());
      }
      for (int i = 62; i <= inflater.tableEntries(); i++) {
        print.accept("table entry " + i + ": " + inflater.tableEntry(i));
      }
      print.accept(inflater.dynamicTableSize() + " of " + inflater.maxDynamicTableSize() + " bytes");
    }
    // end::hpack[]
  }
}
