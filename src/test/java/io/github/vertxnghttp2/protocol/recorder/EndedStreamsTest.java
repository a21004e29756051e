package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.protocol.recorder.StreamRecord.Heads;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EndedStreamsTest {
  private static final int MAXIMUM = 10;
  /** Microseconds from one stream to the next. */
  private static final int FAST = 100;
  private static final int SLOW = 10_000;

  private final EndedStreams ended = new EndedStreams(MAXIMUM);
  private long time = 1_000_000;
  private int recorded;

  private void end(int streams, int interval) {
    recorded = 0;
    for (int i = 0; i < streams; i++) {
      time += interval;
      if (ended.isNextRecorded(time)) {
        recorded++;
        ended.add(new StreamRecord(2 * i + 1, null, Heads.KEPT));
      }
    }
  }

  private List<Integer> kept() {
    List<RecordedExchange> read = new ArrayList<>();
    ended.read(Side.SERVER, Secrets.HIDDEN, read);
    return read.stream().map(RecordedExchange::streamId).toList();
  }

  @Test
  void the_latest_are_kept() {
    end(MAXIMUM + 3, SLOW);
    assertEquals(List.of(7, 9, 11, 13, 15, 17, 19, 21, 23, 25), kept());
    ended.rest();
    assertEquals(List.of(23, 25), kept());
    end(1, SLOW);
    assertEquals(List.of(23, 25, 1), kept());
  }

  @Test
  void a_burst_is_recorded_whole() {
    end(4 * MAXIMUM, FAST);
    assertEquals(4 * MAXIMUM, recorded);
  }

  @Test
  void of_thousands_in_a_second_one_in_a_millisecond_is_recorded() {
    end(8 * MAXIMUM, FAST);
    end(100 * MAXIMUM, FAST);
    assertEquals(100 * MAXIMUM * FAST / 1000, recorded);
    assertEquals(MAXIMUM, kept().size());
  }

  @Test
  void all_are_recorded_when_they_are_fewer_again() {
    end(8 * MAXIMUM, FAST);
    end(MAXIMUM, SLOW);
    assertEquals(MAXIMUM, recorded);
  }

  @Test
  void none_is_kept_without_room() {
    EndedStreams none = new EndedStreams(0);
    none.add(new StreamRecord(1, null, Heads.KEPT));
    List<RecordedExchange> read = new ArrayList<>();
    none.read(Side.SERVER, Secrets.HIDDEN, read);
    assertEquals(List.of(), read);
  }
}
