package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LiveRecordingsTest {
  private static final RecordedFrame FRAME = new RecordedFrame(1, Way.SENT, 0, 0, 1, 1, 0);
  private static final int A_MIB = 20_000; // frames

  private final Vertx vertx = Vertx.vertx();
  private final LiveRecordings recordings = LiveRecordings.of(vertx);

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static RecordedConnection ended(long id, int frames) {
    return new RecordedConnection(id, Side.SERVER, "", "", "", null, 1, 2, "wrong", Map.of(), Map.of(), 0, 0, 0, 0, 0,
      0, 0, 0, 0, List.of(), 0, Collections.nCopies(frames, FRAME), List.of(), List.of());
  }

  @Test
  void a_Vertx_has_its_own() {
    assertSame(recordings, LiveRecordings.of(vertx));
    assertNotEquals(recordings.nextId(), recordings.nextId());
  }

  @Test
  void only_the_latest_are_kept() {
    for (int id = 1; id <= LiveRecordings.MAX_KEPT + 2; id++) {
      recordings.keep(ended(id, 0));
    }
    assertEquals(LiveRecordings.MAX_KEPT, recordings.kept().size());
    assertNull(recordings.kept(2));
    assertEquals(3, recordings.kept(3).id());
  }

  @Test
  void large_ones_take_the_place_of_more() {
    for (int id = 1; id <= LiveRecordings.MAX_KEPT; id++) {
      recordings.keep(ended(id, 2 * A_MIB));
    }
    int kept = recordings.kept().size();
    assertTrue(kept > 2 && kept < LiveRecordings.MAX_KEPT / 2, () -> kept + " are kept");
    recordings.keep(ended(100, 100 * A_MIB));
    assertEquals(100, recordings.kept().get(0).id());
    assertEquals(1, recordings.kept().size());
  }

  @Test
  void fields_of_exchanges_count() {
    ExchangeBuilder exchange = new ExchangeBuilder(1);
    exchange.requestFields.addAll(Collections.nCopies(250, new Header("a", "b")));
    RecordedExchange many = exchange.build();
    for (int id = 1; id <= LiveRecordings.MAX_KEPT; id++) {
      recordings.keep(ended(id, 0).with(List.of(), List.of(), Collections.nCopies(500, many)));
    }
    long fields = recordings.kept().stream().flatMap(each -> each.exchanges().stream())
      .mapToLong(each -> each.requestFields().size()).sum();
    assertTrue(fields * 28 < LiveRecordings.MAX_KEPT_BYTES, () -> fields + " fields are kept");
    assertTrue(recordings.kept().size() > 1);
  }

  @Test
  void of_many_that_end_at_once_one_may_be_kept() {
    assertTrue(recordings.mayKeep());
    long begun = System.nanoTime();
    int more = 0;
    for (int i = 0; i < 1000; i++) {
      more += recordings.mayKeep() ? 1 : 0;
    }
    long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
    int all = more;
    assertTrue(more <= seconds + 1, () -> all + " in " + seconds + " s");
  }
}
