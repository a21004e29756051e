package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.HpackDecoder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** The examples of RFC 7541 appendix C. */
class HpackExamplesTest {
  private static final String DATE_1 = "Mon, 21 Oct 2013 20:13:21 GMT";
  private static final String DATE_2 = "Mon, 21 Oct 2013 20:13:22 GMT";
  private static final String COOKIE = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

  /** @param table the dynamic table afterwards, newest first */
  private record Block(String hex, HeaderList list, int tableSize, List<Header> table) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
  }

  /** Blocks of one connection. */
  private record Example(String section, int tableLimit, boolean huffman, List<Block> blocks) {
  }

  private static Block block(String hex, HeaderList list, int tableSize, String... table) {
    List<Header> entries = new ArrayList<>();
    for (int i = 0; i < table.length; i += 2) {
      entries.add(new Header(table[i], table[i + 1]));
    }
    return new Block(hex, list, tableSize, entries);
  }

  private static HeaderList request(String scheme, String path, String... more) {
    HeaderList list = HeaderList.of(":method", "GET", ":scheme", scheme, ":path", path, ":authority",
      "www.example.com");
    for (int i = 0; i < more.length; i += 2) {
      list.add(more[i], more[i + 1]);
    }
    return list;
  }

  private static HeaderList response(String status, String date, String... more) {
    HeaderList list = HeaderList.of(":status", status, "cache-control", "private", "date", date, "location",
      "https://www.example.com");
    for (int i = 0; i < more.length; i += 2) {
      list.add(more[i], more[i + 1]);
    }
    return list;
  }

  private static List<Block> requests(String first, String second, String third) {
    return List.of(
      block(first, request("http", "/"), 57, ":authority", "www.example.com"),
      block(second, request("http", "/", "cache-control", "no-cache"), 110, "cache-control", "no-cache", ":authority",
        "www.example.com"),
      block(third, request("https", "/index.html", "custom-key", "custom-value"), 164, "custom-key", "custom-value",
        "cache-control", "no-cache", ":authority", "www.example.com"));
  }

  private static List<Block> responses(String first, String second, String third) {
    return List.of(
      block(first, response("302", DATE_1), 222, "location", "https://www.example.com", "date", DATE_1, "cache-control",
        "private", ":status", "302"),
      block(second, response("307", DATE_1), 222, ":status", "307", "location", "https://www.example.com", "date",
      DATE_1,
        "cache-control", "private"),
      block(third, response("200", DATE_2, "content-encoding", "gzip", "set-cookie", COOKIE), 215, "set-cookie", COOKIE,
        "content-encoding", "gzip", "date", DATE_2));
  }

  private static List<Example> examples() {
    return List.of(
      new Example("C.2.1 literal with indexing", 4096, false, List.of(
        block("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
          HeaderList.of("custom-key", "custom-header"), 55, "custom-key", "custom-header"))),
      new Example("C.2.2 literal without indexing", 4096, false, List.of(
        block("040c 2f73 616d 706c 652f 7061 7468", HeaderList.of(":path", "/sample/path"), 0))),
      new Example("C.2.3 literal never indexed", 4096, false, List.of(
        block("1008 7061 7373 776f 7264 0673 6563 7265 74", new HeaderList().add("password", "secret", true), 0))),
      new Example("C.2.4 indexed", 4096, false, List.of(block("82", HeaderList.of(":method", "GET"), 0))),
      new Example("C.3 requests without Huffman coding", 4096, false, requests(
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")),
      new Example("C.4 requests with Huffman coding", 4096, true, requests(
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")),
      new Example("C.5 responses without Huffman coding", 256, false, responses(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32"
          + " 3120 474d 546e"
          + " 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "4803 3330 37c1 c0bf",
        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970"
          + " 7738 666f 6f3d"
          + " 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33"
          + " 3630 303b 2076"
          + " 6572 7369 6f6e 3d31")),
      new Example("C.6 responses with Huffman coding", 256, true, responses(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad"
          + " 1718 63c7 8f0b"
          + " 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2"
          + " e6c7 b335 dfdf"
          + " cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07")));
  }

  private static List<Header> dynamicTable(HpackCodec table) {
    List<Header> entries = new ArrayList<>();
    for (int i = 62; i <= table.tableEntries(); i++) {
      entries.add(table.tableEntry(i));
    }
    return entries;
  }

  @TestFactory
  Stream<DynamicTest> an_example_is_inflated_byte_by_byte_and_leaves_the_table_as_it_is_printed() {
    return examples().stream().map(example -> dynamicTest(example.section, () -> {
      try (HeaderInflater inflater = new HeaderInflater()) {
        if (example.tableLimit != 4096) { // the RFC's decoder has begun with that
          inflater.inflate(HpackBlock.sizeUpdate(example.tableLimit), false);
        }
        for (Block block : example.blocks) {
          byte[] bytes = block.bytes();
          HeaderList list = null;
          for (int i = 0; i < bytes.length; i++) {
            list = inflater.inflate(new byte[] {bytes[i]}, i == bytes.length - 1);
          }
          assertEquals(block.list, list);
          assertEquals(block.tableSize, inflater.dynamicTableSize());
          assertEquals(block.table, dynamicTable(inflater));
        }
      }
    }));
  }

  /**
   * nghttp2 writes Huffman code where it is shorter, and never indexes some fields, such as location and set-cookie:
   * where that leaves it no choice its blocks are those of the RFC.
   */
  @TestFactory
  Stream<DynamicTest> an_example_is_deflated_as_it_is_printed_where_the_library_makes_the_same_choices() {
    return examples().stream().filter(example -> example.section.startsWith("C.4")
      || example.section.startsWith("C.2.4"))
      .map(example -> dynamicTest(example.section, () -> {
        try (HeaderDeflater deflater = new HeaderDeflater(example.tableLimit)) {
          for (Block block : example.blocks) {
            assertArrayEquals(block.bytes(), deflater.deflate(block.list));
            assertEquals(block.tableSize, deflater.dynamicTableSize());
            assertEquals(block.table, dynamicTable(deflater));
          }
        }
      }));
  }

  @TestFactory
  Stream<DynamicTest> what_is_deflated_of_an_example_means_the_same_to_another_decoder() {
    return examples().stream().map(example -> dynamicTest(example.section, () -> {
      HpackDecoder other = new HpackDecoder();
      try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
        for (Block block : example.blocks) {
          byte[] bytes = deflater.deflate(block.list);
          assertEquals(withoutMarks(block.list), other.decode(bytes));
          assertEquals(block.list, inflater.inflate(bytes));
        }
      }
    }));
  }

  private static HeaderList withoutMarks(HeaderList list) {
    HeaderList plain = new HeaderList();
    list.forEach(header -> plain.add(header.name(), header.value()));
    return plain;
  }

  @Test
  void the_static_table_is_that_of_appendix_A() {
    try (HeaderInflater inflater = new HeaderInflater(); HeaderDeflater deflater = new HeaderDeflater(4096)) {
      assertEquals(61, inflater.tableEntries());
      assertEquals(61, deflater.tableEntries());
      for (HpackCodec table : List.of(inflater, deflater)) {
        assertEquals(new Header(":authority", ""), table.tableEntry(1));
        assertEquals(new Header(":method", "GET"), table.tableEntry(2));
        assertEquals(new Header("accept-encoding", "gzip, deflate"), table.tableEntry(16));
        assertEquals(new Header("www-authenticate", ""), table.tableEntry(61));
      }
    }
  }
}
