package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WaitTimesTest {
  private static final int SPANS = 50;

  private static long within(RecordedWait wait, long from, long to) {
    return Math.max(0, Math.min(to, wait.to()) - Math.max(from, wait.from()));
  }

  @RepeatedTest(20)
  void sums_counts_and_the_longest_wait_of_a_span_are_those_that_a_look_at_each_wait_finds(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    List<RecordedWait> waits = new ArrayList<>();
    long time = 0;
    for (int i = 1; i < run.getCurrentRepetition(); i++) {
      long from = time + 1 + random.nextInt(9);
      time = from + 1 + random.nextInt(9);
      waits.add(new RecordedWait(from, time, 0, Wait.SOCKET));
    }
    WaitTimes times = new WaitTimes(waits, time);
    for (int i = 0; i < SPANS; i++) {
      long from = random.nextLong(time + 2);
      long to = from + random.nextLong(time + 2);
      assertEquals(waits.stream().mapToLong(wait -> within(wait, from, to)).sum(),
        times.waited(Wait.SOCKET, from, to));
      assertEquals(waits.stream().filter(wait -> within(wait, from, to) > 0).count(),
        to == from ? 0 : times.count(Wait.SOCKET, from, to));
      RecordedWait longest = times.longest(Wait.SOCKET, from, to);
      assertEquals(waits.stream().mapToLong(wait -> within(wait, from, to)).max().orElse(0),
        longest == null ? 0 : longest.to() - longest.from());
    }
  }
}
