package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.RecorderOptions;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DerivedWaitsTest {
  private final ConnectionBuilder connection = new ConnectionBuilder();

  /** A list that counts how often its elements are read. */
  private static final class CountedList<T> extends AbstractList<T> implements RandomAccess {
    private final List<T> elements;
    private long reads;

    CountedList(List<T> elements) {
      this.elements = elements;
    }

    @Override
    public T get(int index) {
      reads++;
      return elements.get(index);
    }

    @Override
    public int size() {
      return elements.size();
    }
  }

  /** Derived waits as text: the stream, the reason, and milliseconds. */
  private List<String> derived(double now, Integer... written) {
    DerivedWaits waits = new DerivedWaits(connection.side, ConnectionBuilder.at(now), Set.of(written),
      connection.frames, connection.lostFrames > 0, connection.waits);
    return waits.of(connection.exchanges).stream().map(DerivedWaitsTest::text).toList();
  }

  private static String text(RecordedWait wait) {
    return wait.streamId() + " " + wait.reason() + " " + millis(wait.from()) + "-"
      + (wait.isOpen() ? "" : millis(wait.to()));
  }

  private static long millis(long time) {
    return (time - ConnectionBuilder.START) / 1000;
  }

  @Test
  void a_gap_is_cut_by_waits_of_the_stream_and_of_the_connection() {
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).head(1, SENT, 1).lastData(200, SENT, 1, 5);
    connection.waits(10, 20, 1, Wait.STREAM_WINDOW).waits(15, 30, 0, Wait.SOCKET).waits(50, 60, 0, Wait.SOCKET);
    connection.waits(70, 80, 3, Wait.STREAM_WINDOW).waits(90, 99, 1, Wait.APPLICATION_READS);
    connection.exchange(new ExchangeBuilder(1).request(0, 0).response(200, 1, 200));
    assertEquals(List.of("1 APPLICATION_WRITES 0-1", "1 APPLICATION_WRITES 1-10", "1 APPLICATION_WRITES 30-50",
      "1 APPLICATION_WRITES 60-200"), derived(300));
  }

  @Test
  void a_wait_that_lasts_covers_the_rest() {
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).waitsStill(40, 0, Wait.SOCKET);
    connection.exchange(new ExchangeBuilder(1).request(0, 0));
    connection.exchange(new ExchangeBuilder(3).request(50, 50));
    assertEquals(List.of("1 APPLICATION_WRITES 0-40"), derived(100));
  }

  @Test
  void nothing_waits_after_its_reset() {
    connection.head(0, RECEIVED, 1).data(50, RECEIVED, 1, 5); // sent before the peer knew of the reset
    connection.exchange(new ExchangeBuilder(1).request(0, -1).reset(10, 8, SENT));
    assertEquals(List.of("1 PEER 0-10"), derived(100));
  }

  @Test
  void a_response_whose_end_was_overwritten_did_not_wait_until_its_upload_was_reset() {
    connection.lostFrames = 3; // with the head and the end of the response
    connection.data(50, RECEIVED, 1, 5).exchange(new ExchangeBuilder(1).request(0, -1).response(200, 1, -1)
      .reset(100, 0, SENT));
    assertEquals(List.of("1 PEER 50-100"), derived(200));
  }

  @Test
  void a_response_of_which_a_frame_is_left_waited_until_it_was_reset() {
    connection.lostFrames = 3;
    connection.data(50, SENT, 1, 5).exchange(new ExchangeBuilder(1).request(0, 0).response(200, 1, -1)
      .reset(100, 8, RECEIVED));
    assertEquals(List.of("1 APPLICATION_WRITES 50-100"), derived(200));
  }

  @Test
  void where_many_waits_of_the_connection_are_in_a_gap_the_larger_part_of_it_is_the_reason() {
    int many = DerivedWaits.MAX_CUTS + 1;
    for (int i = 0; i < many; i++) {
      connection.waits(10 * i + 1, 10 * i + 4, 0, Wait.SOCKET).waits(1000 + 10 * i + 1, 1000 + 10 * i + 8, 0,
        Wait.SOCKET);
    }
    connection.exchange(new ExchangeBuilder(1).request(0, 0).response(200, 10 * many, 10 * many));
    connection.exchange(new ExchangeBuilder(3).request(1000, 1000).response(200, 1000 + 10 * many, 1000 + 10 * many));
    assertEquals(List.of("1 APPLICATION_WRITES 0-170"), derived(2000));
  }

  @Test
  void requests_that_wait_for_a_stream_are_no_reason_for_others() {
    connection.waitsStill(0, 0, Wait.FREE_STREAM).exchange(new ExchangeBuilder(1).request(0, 0));
    assertEquals(List.of("1 APPLICATION_WRITES 0-"), derived(100));
  }

  @Test
  void a_body_waits_while_the_data_of_another_stream_is_sent() {
    connection.head(1, SENT, 1).head(1, SENT, 3).data(2, SENT, 3, 9).data(9, SENT, 1, 9);
    connection.exchange(new ExchangeBuilder(1).request(0, 0).response(200, 1, -1));
    connection.exchange(new ExchangeBuilder(3).request(0, 0).response(200, 1, -1));
    assertEquals(List.of("1 APPLICATION_WRITES 0-1", "1 APPLICATION_WRITES 1-9", "3 APPLICATION_WRITES 0-1",
      "3 APPLICATION_WRITES 1-2", "3 PRIORITY 2-"), derived(20, 1, 3));
    connection.frames.remove(3);
    assertEquals("1 PRIORITY 1-", derived(20, 1).get(1));
    connection.data(9, SENT, 3, 9);
    assertTrue(derived(20, 1, 3).stream().noneMatch(wait -> wait.startsWith("3 PRIORITY")));
  }

  @Test
  void a_body_that_waits_for_a_window_does_not_wait_for_its_priority() {
    connection.head(1, SENT, 1).data(2, SENT, 1, 9).data(9, SENT, 3, 9).waitsStill(4, 1, Wait.STREAM_WINDOW);
    connection.exchange(new ExchangeBuilder(1).request(0, 0).response(200, 1, -1));
    assertTrue(derived(20, 1).contains("1 PRIORITY 2-4"), derived(20, 1)::toString);
  }

  @Test
  void a_client_does_not_send_by_priorities() {
    connection.side = Side.CLIENT;
    connection.head(1, SENT, 1).data(2, SENT, 1, 9).data(9, SENT, 3, 9);
    connection.exchange(new ExchangeBuilder(1).request(1, -1));
    assertTrue(derived(20, 1).stream().noneMatch(wait -> wait.contains("PRIORITY")), derived(20, 1)::toString);
  }

  /** Streams are open beside each other all the time, and the socket is full again and again. */
  private void fill(int bytes) {
    int streams = bytes / 128;
    int frames = bytes / 16;
    int waits = bytes / 32;
    for (int i = 0; i < streams; i++) {
      connection.exchange(new ExchangeBuilder(2 * i + 1).request(0, 0).response(200, 1, -1));
    }
    for (int i = 0; i < frames; i++) {
      connection.data(2 + 4.0 * i, SENT, 2 * (i % streams) + 1, 9);
    }
    for (int i = 0; i < waits; i++) {
      connection.waits(2 + 8 * i, 2 + 8 * i + 2, 0, Wait.SOCKET);
    }
  }

  /** With streams times waits, or streams times frames, this would take minutes. */
  @Test
  void streams_frames_and_waits_do_not_multiply_in_the_largest_recording() {
    fill(RecorderOptions.MAX_BYTES);
    CountedList<RecordedWait> waits = new CountedList<>(connection.waits);
    var frames = new CountedList<>(connection.frames);
    Set<Integer> written = Set.copyOf(connection.exchanges.stream().map(each -> each.streamId())
      .filter(id -> id % 4 == 1).toList());
    List<RecordedWait> derived = new ArrayList<>();
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> derived.addAll(new DerivedWaits(connection.side,
      ConnectionBuilder.at(4.0 * frames.size() + 9), written, frames, false, waits).of(connection.exchanges)));
    assertEquals(frames.size(), frames.reads);
    assertEquals(waits.size(), waits.reads);
    int gaps = frames.size() + 3 * connection.exchanges.size();
    assertTrue(derived.size() <= gaps, () -> derived.size() + " derived waits of " + gaps + " gaps");
  }
}
