package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.Way;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowsTest {
  private final ConnectionBuilder connection = new ConnectionBuilder();

  private static ExchangeBuilder stream(int id, int sendWindow, int receiveWindow) {
    return new ExchangeBuilder(id).request(0, 0).windows(sendWindow, receiveWindow, 0);
  }

  /** Points as text: milliseconds and bytes. */
  private static String text(WindowSeries series) {
    return series.points().stream().map(point -> (point.time() - ConnectionBuilder.START) / 1000 + ":" + point.bytes())
      .collect(Collectors.joining(" "));
  }

  private String ofConnection(Way way) {
    return text(Windows.ofConnection(connection.build(), way));
  }

  private List<String> ofStreams(Way way) {
    return Windows.ofStreams(connection.build(), way).stream().map(one -> one.streamId() + " " + text(one)).toList();
  }

  @Test
  void windows_are_made_backwards_from_their_sizes_at_the_end() {
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).head(0, RECEIVED, 3).head(1, SENT, 1);
    connection.data(2, SENT, 1, 65_535).update(5, RECEIVED, 1, 1000).update(6, RECEIVED, 0, 70_000);
    connection.data(7, SENT, 1, 1000).data(8, RECEIVED, 3, 300).update(9, SENT, 3, 300);
    connection.exchange(stream(1, 0, 65_535)).exchange(stream(3, 65_535, 65_535));
    connection.sendWindow = 69_000;
    connection.receiveWindow = 65_235;
    assertEquals("0:65535 2:0 6:70000 7:69000", ofConnection(SENT));
    assertEquals("0:65535 8:65235", ofConnection(RECEIVED));
    assertEquals(List.of("1 0:65535 2:0 5:1000 7:0", "3 0:65535"), ofStreams(SENT));
    assertEquals(List.of("1 0:65535", "3 0:65535 8:65235 9:65535"), ofStreams(RECEIVED));
  }

  @Test
  void a_setting_changes_the_windows_of_open_streams_even_below_zero() {
    connection.head(0, RECEIVED, 1).data(1, SENT, 1, 1000);
    connection.frame(2, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 500);
    connection.head(3, RECEIVED, 3).head(4, RECEIVED, 5);
    connection.frame(5, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 600);
    connection.exchange(stream(1, 600 - 1000, 0)).exchange(stream(3, 600, 0));
    connection.exchange(stream(5, 500, 0).response(200, 4, 4));
    assertEquals(List.of("1 0:65535 1:64535 2:-500 5:-400", "3 3:500 5:600", "5 4:500"), ofStreams(SENT));
  }

  @Test
  void a_first_setting_after_lost_frames_changes_nothing_because_the_size_before_is_not_known() {
    connection.lostFrames = 1;
    connection.head(0, RECEIVED, 1).frame(2, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 500);
    connection.frame(3, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 700);
    connection.exchange(stream(1, 700, 0));
    assertEquals(List.of("1 0:500 3:700"), ofStreams(SENT));
  }

  @Test
  void the_window_of_a_stream_that_has_ended_begins_with_the_setting() {
    connection.remoteSettings.put(SettingId.INITIAL_WINDOW_SIZE, 1000L);
    connection.head(0, RECEIVED, 1).head(1, SENT, 1).data(2, SENT, 1, 1000).update(3, RECEIVED, 1, 600);
    connection.lastData(4, SENT, 1, 10).lastData(5, RECEIVED, 1, 5);
    connection.exchange(stream(1, 0, 0).response(200, 1, 5));
    assertEquals(List.of("1 0:1000 2:0 3:600 4:590"), ofStreams(SENT));
    assertEquals(List.of("1 0:65535 5:65530"), ofStreams(RECEIVED));
    connection.frames.subList(0, 2).clear();
    connection.lostFrames = 2;
    assertEquals(List.of("1 2:1000 2:0 3:600 4:590"), ofStreams(SENT), "the smallest size is 0");
  }

  @Test
  void many_settings_and_many_streams_do_not_multiply() {
    int many = 2000;
    for (int i = 0; i < many; i++) {
      connection.head(0, RECEIVED, 2 * i + 1).exchange(stream(2 * i + 1, 1000, 0));
    }
    for (int i = 0; i < many; i++) {
      connection.frame(1 + i, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 1000 + i % 2);
    }
    long points = Windows.ofStreams(connection.build(), SENT).stream().mapToLong(one -> one.points().size()).sum();
    assertTrue(points <= (long) many * (Windows.MAX_SETTINGS + 1), () -> "points: " + points);
  }

  @Test
  void a_connection_without_frames_has_the_sizes_at_its_end() {
    connection.exchange(stream(1, 5, 5));
    assertEquals(1, Windows.ofConnection(connection.build(), SENT).points().size());
    assertEquals(List.of(), ofStreams(SENT));
  }
}
