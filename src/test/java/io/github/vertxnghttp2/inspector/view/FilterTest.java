package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.inspector.Planted;
import io.github.vertxnghttp2.recording.RecordedConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What words of a filter are met by. */
class FilterTest {
  private final RecordedConnection upload = Planted.pausedReader(2);
  private final RecordedConnection closed = Planted.limit(3);

  @ParameterizedTest
  @CsvSource({"'', true", "198.51.100, true", "PEER:198.51.100.7:50002, true", "peer:198.51.100.8, false",
    "8443, true", "server, true", "side:client, false", "tls:1.3, true", "tls:none, false", "tls:aes side:server, true",
    "tls:aes side:client, false", "limit:maxPings, false", "unknown:word, false"})
  void words_about_a_connection(String filter, boolean met) {
    assertEquals(met, new Filter(filter).matches(upload));
    assertFalse(new Filter(filter).needsExchanges());
  }

  @Test
  void limits_and_ends_are_searched() {
    assertEquals("true true", new Filter("limit:maxpings").matches(closed) + " " + new Filter("PING").matches(closed));
  }

  @ParameterizedTest
  @CsvSource({"method:post, true", "method:get, false", "path:/upload, true", "path:<script>, true",
    "status:0, true", "status:2xx, false", "header:x-note, true", "header:x-note=onerror, true",
    "header:x-note=absent, false", "header:x-not, false", "route:orders, false", "trace:request-42, true",
    "trace:request-4, false", "method:post path:/other, false"})
  void words_about_exchanges(String filter, boolean met) {
    Filter words = new Filter(filter);
    assertEquals(met, upload.exchanges().stream().anyMatch(words::matches));
    assertEquals(true, words.needsExchanges());
  }

  @Test
  void labels_are_searched() {
    RecordedConnection routed = Planted.slowHandler(4);
    for (String word : new String[] {"route:orders", "trace:4BF92F3577B34DA6A3CE929D0E0E4736"}) {
      assertEquals(true, routed.exchanges().stream().anyMatch(new Filter(word)::matches), word);
    }
  }

  @Test
  void a_filter_has_a_greatest_length() {
    assertThrows(IllegalArgumentException.class, () -> new Filter("x".repeat(501)));
  }
}
